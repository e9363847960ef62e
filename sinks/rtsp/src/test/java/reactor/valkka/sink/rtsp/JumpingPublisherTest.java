package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtp.SoundPacketizer;
import reactor.valkka.operator.Use;
import reactor.valkka.sink.rtsp.PublicationState.Publishing;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A publisher whose time jumps costs those who watch the server nothing. */
@NoFrameLeaks
@Timeout(60)
class JumpingPublisherTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PACKETS = 50;
    private static final int SOUND_BYTES = 160;
    private static final int TEN_MINUTES = 600 * 8_000;
    private static final String SDP = "v=0\r\nm=audio 0 RTP/AVP 0\r\na=control:0\r\n";

    private final Queue<StreamSetup> setups = new ConcurrentLinkedQueue<>();
    private final Queue<PublicationState> states = new ConcurrentLinkedQueue<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private RtspPublication live;
    private BoundRtspServer server;
    private Disposable watching;

    @BeforeEach
    void serve(TestPool pool) {
        live = RtspPublication.at("/live").pool(pool.encoded()).counters(new Counters());
        watching = live.states().subscribe(states::add);
        server = RtspServer.create().port(0).publish(live).bindNow();
        log.start();
        logger().setLevel(Level.INFO);
        logger().addAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(RtspServer.class);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        logger().setLevel(null);
        watching.dispose();
        server.disposeNow();
    }

    private void note(EncodedFrame frame) {
        if (frame instanceof StreamSetup setup) {
            setups.add(setup);
        }
    }

    private void publish(RawClient client) {
        String uri = server.uri("/live").toString();
        String type = "Content-Type: application/sdp";
        String length = "Content-Length: " + SDP.length();
        client.write(RawClient.request(77, "ANNOUNCE", uri, type, length) + SDP);
        client.answer();
        String transport = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
        client.ask("SETUP", uri + "/0", transport);
        assertThat(client.ask("RECORD", uri).status()).isEqualTo(200);
    }

    private static void interleaved(RawClient client, ByteBuffer packet) {
        ByteBuffer framed = ByteBuffer.allocate(4 + packet.remaining());
        framed.put((byte) '$').put((byte) 0).putShort((short) packet.remaining());
        framed.put(4, packet, packet.position(), packet.remaining());
        client.write(framed.array());
    }

    /** The server may still log. */
    private List<ILoggingEvent> logged() {
        synchronized (log) {
            return List.copyOf(log.list);
        }
    }

    @Test
    void eachJumpIsFlaggedAndNoneIsTold() {
        Disposable reading = live.frames().transform(Use.each(this::note)).subscribe();
        try (RawClient client = new RawClient(server.port())) {
            publish(client);
            SoundPacketizer sound = SoundPacketizer.g711(0, 1, 0, 1_460, 1);
            ByteBuffer unit = ByteBuffer.allocate(SOUND_BYTES);
            for (int i = 0; i < PACKETS; i++) {
                sound.packetize(unit, i * TEN_MINUTES, packet -> interleaved(client, packet));
            }
            await().atMost(SOON).until(() -> setups.size() == PACKETS);
        } finally {
            reading.dispose();
        }

        assertThat(setups).first().matches(setup -> !setup.discontinuity());
        assertThat(setups).filteredOn(StreamSetup::discontinuity).hasSize(PACKETS - 1);
        assertThat(states).filteredOn(Publishing.class::isInstance).hasSize(1);
        List<String> told = logged().stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(Codec.PCMU.name()))
                .toList();
        assertThat(told).singleElement().matches(line -> line.endsWith("publishes [PCMU]"));
    }
}
