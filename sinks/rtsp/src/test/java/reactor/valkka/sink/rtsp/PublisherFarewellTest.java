package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtp.OutgoingTrack;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.OutgoingDescription;
import reactor.valkka.sink.rtsp.PublicationState.Announced;
import reactor.valkka.sink.rtsp.PublicationState.Ended;
import reactor.valkka.sink.rtsp.PublicationState.Reason;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** Over UDP a farewell overtakes what was sent before it, where the server comes late to both. */
@NoFrameLeaks
@Timeout(60)
class PublisherFarewellTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Several times as many as are read at once. */
    private static final int UNITS = 300;

    private static final int RTCP_PORT = 40_001;

    private final LoopResources loops = LoopResources.create("late", 1, true);
    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private TestUnits units;
    private OutgoingTrack track;
    private RtspPublication live;
    private BoundRtspServer server;

    @BeforeEach
    void serve(TestPool pool) {
        units = TestUnits.live(pool.share(StreamId.of("live")));
        track = OutgoingTrack.of(units.setup().tracks().get(0), 96, 1, 0, 0, 1_000);
        live = RtspPublication.at("live").pool(pool.encoded()).counters(new Counters());
        live.frames().subscribe((EncodedFrame frame) -> received.add(TestUnits.close(frame)));
        server = RtspServer.create().port(0).runOn(loops).publish(live).bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        loops.disposeLater().block(SOON);
    }

    @Test
    void allThatWasSentBeforeTeardownIsReadBeforeItIsAnswered() throws IOException {
        try (RawClient client = new RawClient(server.port());
                DatagramSocket media = new DatagramSocket()) {
            String session = record(client, media);
            CountDownLatch late = holdTheLoop();
            try {
                send(media);
                client.write(RawClient.request(4, "TEARDOWN", uri(), session));
            } finally {
                late.countDown();
            }

            assertThat(client.answer().status()).isEqualTo(200);
            assertIsAll();
            assertThat(client.ask("TEARDOWN", uri(), session).status()).isEqualTo(454);
        }
    }

    /** FFmpeg does not wait for the answer. */
    @Test
    void whoHangsUpBehindTeardownHasSaidFarewell() throws IOException {
        try (DatagramSocket media = new DatagramSocket()) {
            RawClient client = new RawClient(server.port());
            String session = record(client, media);
            CountDownLatch late = holdTheLoop();
            try {
                send(media);
                client.write(RawClient.request(4, "TEARDOWN", uri(), session));
                client.close();
            } finally {
                late.countDown();
            }

            await().atMost(SOON).until(() -> live.state() instanceof Ended);
            assertIsAll();
        }
    }

    private String uri() {
        return server.uri("/live").toString();
    }

    private String record(RawClient client, DatagramSocket media) {
        String sdp = OutgoingDescription.of("live", units.setup()).print();
        String type = "Content-Type: application/sdp";
        String length = "Content-Length: " + sdp.length();
        client.write(RawClient.request(77, "ANNOUNCE", uri(), type, length) + sdp);
        client.answer();
        RtspResponse setup = client.ask(
                "SETUP",
                uri() + "/trackID=0",
                "Transport: RTP/AVP/UDP;unicast;mode=record;client_port=" + media.getLocalPort()
                        + '-' + RTCP_PORT);
        assertThat(setup.status()).isEqualTo(200);
        String transport = Objects.requireNonNull(setup.headers().first("Transport"));
        int port = Integer.parseInt(transport.replaceFirst(".*server_port=(\\d+)-.*", "$1"));
        media.connect(InetAddress.getLoopbackAddress(), port);
        String id = Objects.requireNonNull(setup.headers().first("Session"));
        String session = "Session: " + id.replaceFirst(";.*", "");
        assertThat(client.ask("RECORD", uri(), session).status()).isEqualTo(200);
        return session;
    }

    /** It does nothing else until the latch is open. */
    private CountDownLatch holdTheLoop() {
        EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        loop.execute(() -> {
            held.countDown();
            awaited(late);
        });
        awaited(held);
        return late;
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertIsAll() {
        assertThat(((Ended) live.state()).reason()).isEqualTo(Reason.FAREWELL);
        List<String> sent =
                IntStream.range(1, UNITS).mapToObj(number -> "P" + number).toList();
        assertThat(received).startsWith("setup", "K0").endsWith("P" + (UNITS - 1));
        assertThat(received).containsSequence(sent);
    }

    /** Each unit is a packet. */
    private void send(DatagramSocket media) {
        assertThat(live.state()).isInstanceOf(Announced.class);
        for (int number = 0; number < UNITS; number++) {
            try (var unit = number == 0 ? units.key(number) : units.dependent(number)) {
                track.packetize(unit, packet -> send(media, packet));
            }
        }
    }

    private static void send(DatagramSocket media, ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        try {
            media.send(new DatagramPacket(bytes, bytes.length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
