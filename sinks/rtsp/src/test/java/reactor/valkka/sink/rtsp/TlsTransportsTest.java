package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.core.Disposable;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.operator.Use;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.source.rtsp.TlsTrust;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Whoever asks for TLS gets nothing in the clear. */
@NoFrameLeaks
@Timeout(60)
class TlsTransportsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final StreamId STREAM = StreamId.of("film");
    private static final String UDP = "Transport: RTP/AVP;unicast;client_port=50000-50001";
    private static final String TCP = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1";
    private static final String GROUP = "Transport: RTP/AVP;multicast";
    private static final String SDP =
            "v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:0\r\n";

    private final Counters counters = new Counters();
    private TestPool pool;
    private BoundRtspServer server;

    @BeforeEach
    void serve(TestPool given, @TempDir Path folder) throws IOException {
        pool = given;
        Path chain = folder.resolve("chain.pem");
        Path key = folder.resolve("key.pem");
        FakeCamera.writeCertificate(chain, key);
        server = RtspServer.create()
                .port(0)
                .counters(counters)
                .tls(chain, key)
                .mount(film("/film"))
                .mount(film("/wall").multicast("239.255.77.43", 52_680))
                .publish(RtspPublication.at("/live").pool(pool.encoded()).counters(counters))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
    }

    private RtspMount film(String path) {
        FileSource film =
                FileSource.of(ForeignFilm.h264WithAac().file()).stream(STREAM).pool(pool.encoded());
        return RtspMount.of(path, film.frames()).linger(Duration.ZERO);
    }

    private String uri(String path) {
        return server.uri(path).toString();
    }

    private void setup(RawClient client, String path, String transport, int status) {
        RtspResponse answer = client.ask("SETUP", uri(path), transport);
        assertThat(answer.status()).as(transport).isEqualTo(status);
    }

    @Test
    void datagramsAreRefusedAndTheConnectionTakesThePackets() {
        try (RawClient client = RawClient.secure(server.port())) {
            setup(client, "/film/trackID=0", UDP, 461);
            setup(client, "/film/trackID=0", GROUP, 461);
            setup(client, "/film/trackID=0", UDP + "," + TCP.substring(11), 200);
        }
    }

    @Test
    void aGroupIsWhatTheMountSays() {
        try (RawClient client = RawClient.secure(server.port())) {
            setup(client, "/wall/trackID=0", UDP, 461);
            setup(client, "/wall/trackID=0", GROUP, 200);
        }
    }

    @Test
    void publishersSendNoDatagramsEither() {
        try (RawClient client = RawClient.secure(server.port())) {
            String type = "Content-Type: application/sdp";
            String length = "Content-Length: " + SDP.length();
            client.write(RawClient.request(77, "ANNOUNCE", uri("/live"), type, length) + SDP);
            assertThat(client.answer().status()).isEqualTo(200);
            setup(client, "/live/0", UDP + ";mode=record", 461);
            setup(client, "/live/0", TCP + ";mode=record", 200);
        }
    }

    /** What each does where nobody tells it which transport to use. */
    @ParameterizedTest
    @CsvSource({
        "ffmpeg, -v error -i URI -map 0:v -frames:v 20 -c copy -f null -",
        "ffprobe, -v error -read_intervals %+#20 -show_packets URI"
    })
    void ffmpegPlays(String program, String arguments) {
        Peers.Output output = play(program, "ffmpeg", arguments);

        assertThat(output.status()).as(output.text()).isZero();
    }

    /**
     * Judged by what it got: when it ends, rtspsrc cuts its own PAUSE off by its TEARDOWN, and then
     * complains, about once in four times over TLS, that the PAUSE met an end of file.
     */
    @Test
    void gstreamerPlays() {
        Peers.Output output = play(
                "gst-launch-1.0",
                "gstreamer1.0-tools",
                "rtspsrc location=URI tls-validation-flags=0"
                        + " ! rtph264depay ! fakesink num-buffers=20");

        assertThat(output.text()).contains("Got EOS from element");
    }

    private Peers.Output play(String program, String debianPackage, String arguments) {
        String path = Peers.require(program, debianPackage).toString();
        List<String> command = Stream.concat(
                        Stream.of(path),
                        Stream.of(arguments.replace("URI", uri("/film")).split(" ")))
                .toList();
        Peers.Output output = Peers.run(SOON, command);
        assertThat(counters.of(StreamId.of("rtsp-server-0")).get(Counter.READERS_SERVED))
                .isPositive();
        return output;
    }

    @Test
    void ourOwnClientFallsBackToTheConnection() {
        Disposable reading = RtspSource.create(uri("/film")).stream(StreamId.of("reader"))
                .tls(TlsTrust.anything())
                .counters(counters)
                .pool(pool.encoded())
                .transport(RtspTransport.AUTO)
                .reconnect(ReconnectPolicy.never())
                .frames()
                .transform(Use.each(frame -> {}))
                .subscribe();
        await().atMost(SOON)
                .until(() -> server.readers().stream()
                        .anyMatch(
                                reader -> reader.transport().equals("TCP") && reader.units() > 20));
        reading.dispose();
    }
}
