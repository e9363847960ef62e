package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtp.OutgoingTrack;
import reactor.valkka.media.sdp.OutgoingDescription;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.sink.rtsp.PublicationState.Ended;
import reactor.valkka.sink.rtsp.PublicationState.Publishing;
import reactor.valkka.sink.rtsp.PublicationState.Reason;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each wait for a publisher has an end and a reason, and nobody else speaks for it. */
@NoFrameLeaks
class PublisherSilenceTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern PORTS = Pattern.compile("server_port=(\\d+)-(\\d+)");
    private static final String TCP = "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";

    /** A short state may be over before anybody asks for it. */
    private final Queue<PublicationState> seen = new ConcurrentLinkedQueue<>();

    private RtspPublication live;
    private BoundRtspServer server;
    private TestUnits units;
    private OutgoingTrack track;
    private Socket socket;
    private OutputStream out;
    private BufferedReader in;
    private int cseq;
    private String session = "";

    @BeforeEach
    void connect(TestPool pool) throws IOException {
        live = RtspPublication.at("live")
                .pool(pool.encoded())
                .counters(new Counters())
                .deadlines(Deadlines.all(Duration.ofSeconds(2)).silence(Duration.ofMillis(400)));
        live.states().subscribe(seen::add);
        server = RtspServer.create().port(0).publish(live).bindNow();
        units = TestUnits.live(pool.share(StreamId.of("live")));
        track = OutgoingTrack.of(units.setup().tracks().get(0), 96, 1, 0, 0, 1_000);
        connectAgain();
    }

    @AfterEach
    void disconnect() throws IOException {
        socket.close();
        server.disposeNow();
    }

    @Test
    void whoAnnouncesAndNeverRecordsIsOver() throws IOException {
        assertThat(announce()).startsWith("RTSP/1.0 200");

        awaitSilence("not recorded in time");
    }

    @Test
    void whoRecordsAndSendsNothingIsOver() throws IOException {
        record(TCP);

        awaitSilence("no packet came within 2000 ms");
    }

    @Test
    void whoStopsSendingIsOver() throws IOException {
        record(TCP);
        send(4);
        send(5);
        await().atMost(SOON).until(() -> seen.stream().anyMatch(Publishing.class::isInstance));

        awaitSilence("no packet for 400 ms");
    }

    @Test
    void anotherPublisherMayComeWhenTheFirstIsOver() throws IOException {
        announce();
        awaitSilence("not recorded in time");
        socket.close();

        connectAgain();
        session = "";

        assertThat(announce()).startsWith("RTSP/1.0 200");
    }

    private void connectAgain() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) SOON.toMillis());
        out = socket.getOutputStream();
        in = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void overUdpNobodyElseSpeaksForThePublisher() throws IOException {
        try (DatagramSocket publisher = evenPort();
                DatagramSocket stranger = new DatagramSocket()) {
            int target = recordOverUdp(publisher.getLocalPort());
            for (int number = 4; number < 12; number++) {
                datagram(stranger, number, target);
            }
            assertThat(live.state()).isInstanceOf(PublicationState.Announced.class);

            datagram(publisher, 12, target);
            datagram(publisher, 13, target);

            await().atMost(SOON).until(() -> seen.stream().anyMatch(Publishing.class::isInstance));
            awaitSilence("no packet for 400 ms");
            datagram(publisher, 14, target);
        }
    }

    /** A router between has given its packets another port than it has named. */
    @Test
    void overUdpAPublisherBehindARouterThatChangesPortsIsToldWhatWasExpected() throws IOException {
        try (DatagramSocket named = evenPort();
                DatagramSocket translated = new DatagramSocket()) {
            int port = named.getLocalPort();
            int target = recordOverUdp(port);
            datagram(translated, 4, target);
            datagram(translated, 5, target);

            awaitSilence("packets expected from UDP port " + port);
        }
    }

    private int recordOverUdp(int port) throws IOException {
        Matcher ports = PORTS.matcher(
                record("RTP/AVP/UDP;unicast;mode=record;client_port=" + port + '-' + (port + 1)));
        assertThat(ports.find()).isTrue();
        return Integer.parseInt(ports.group(1));
    }

    @Test
    void aPublisherGoesWithThePathThatIsTakenAway() throws IOException {
        record(TCP);
        assertThat(server.publications()).containsExactly("live");

        assertThat(server.removePublication("/live")).isTrue();

        await().atMost(SOON)
                .until(() ->
                        live.state() instanceof Ended ended && ended.reason() == Reason.REMOVED);
        assertThat(server.removePublication("live")).isFalse();
        assertThat(in.readLine()).isNull();
    }

    private void awaitSilence(String what) throws IOException {
        await().atMost(SOON).until(() -> live.state() instanceof Ended);
        Ended ended = (Ended) live.state();
        assertThat(ended.reason()).isEqualTo(Reason.SILENT);
        assertThat(ended.what()).contains(what);
        assertThat(in.readLine()).isNull();
    }

    private String announce() throws IOException {
        String sdp = OutgoingDescription.of("live", units.setup()).print();
        return ask("ANNOUNCE", "", "Content-Type: application/sdp\r\n", sdp);
    }

    private String record(String transport) throws IOException {
        announce();
        String setup = ask("SETUP", "/trackID=0", "Transport: " + transport + "\r\n", "");
        assertThat(setup).startsWith("RTSP/1.0 200");
        assertThat(ask("RECORD", "", "", "")).startsWith("RTSP/1.0 200");
        return setup;
    }

    /** The whole head of the answer. */
    private String ask(String method, String behind, String headers, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = method + ' ' + server.uri("/live") + behind + " RTSP/1.0\r\nCSeq: " + ++cseq
                + "\r\n" + session + headers + "Content-Length: " + bytes.length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.UTF_8));
        out.write(bytes);
        StringBuilder answer = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            answer.append(line).append('\n');
            if (line.startsWith("Session: ")) {
                session = line.replaceFirst(";.*", "") + "\r\n";
            }
        }
        return answer.toString();
    }

    private String line() throws IOException {
        return Objects.requireNonNull(in.readLine(), "the server closed the connection");
    }

    private void send(int number) throws IOException {
        for (ByteBuffer packet : packets(number)) {
            out.write(new byte[] {'$', 0, 0, (byte) packet.remaining()});
            out.write(packet.array());
        }
    }

    private void datagram(DatagramSocket from, int number, int port) throws IOException {
        for (ByteBuffer packet : packets(number)) {
            from.send(new DatagramPacket(
                    packet.array(), packet.remaining(), InetAddress.getLoopbackAddress(), port));
        }
    }

    private List<ByteBuffer> packets(int number) {
        List<ByteBuffer> packets = new ArrayList<>();
        try (var unit = number % 4 == 0 ? units.key(number) : units.dependent(number)) {
            track.packetize(unit, packet -> {
                byte[] bytes = new byte[packet.remaining()];
                packet.duplicate().get(bytes);
                packets.add(ByteBuffer.wrap(bytes));
            });
        }
        return packets;
    }

    private static DatagramSocket evenPort() throws SocketException {
        for (int attempt = 0; attempt < 100; attempt++) {
            DatagramSocket socket = new DatagramSocket();
            if ((socket.getLocalPort() & 1) == 0) {
                return socket;
            }
            socket.close();
        }
        throw new AssertionError("No even port is free");
    }
}
