package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.valkka.ValkkaException;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

@NoFrameLeaks
class FragmentedMp4Test {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration LINGER = Duration.ofMillis(300);

    private ClipCamera wide;
    private ClipCamera reordered;
    private @Nullable DisposableServer server;
    private String address = "";

    @BeforeEach
    void makesCameras(TestPool pool) {
        wide = new ClipCamera("wide", Clip.WIDE, pool.share(StreamId.of("wide")));
        reordered = new ClipCamera("reordered", Clip.WITH_B_FRAMES, pool.share(StreamId.of("b")));
    }

    private void stopServing() {
        if (server != null) {
            server.disposeNow();
        }
    }

    @AfterEach
    void stops() {
        stopServing();
        wide.dispose();
        reordered.dispose();
    }

    private void serve(FragmentedMp4 mp4) {
        DisposableServer bound = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/camera.mp4", mp4::respond))
                .bindNow();
        server = bound;
        address = "http://127.0.0.1:" + bound.port() + "/camera.mp4";
    }

    private static String run(String... command) {
        Peers.Output output = Peers.run(TIMEOUT, List.of(command));
        assertThat(output.status()).as(output.text()).isZero();
        return output.text().trim();
    }

    private static String probe(String file, String entries) {
        String ffprobe = Peers.require("ffprobe", "ffmpeg").toString();
        return run(ffprobe, "-v", "warning", "-show_entries", entries, "-of", "csv=p=0", file);
    }

    @Test
    void fileComesWholeThroughCurl() throws IOException {
        String curl = Peers.require("curl", "curl").toString();
        for (ClipCamera camera : List.of(wide, reordered)) {
            serve(FragmentedMp4.of(camera.file()).linger(Duration.ZERO));
            Path file = Files.createTempFile("stream", ".mp4");
            run(curl, "--silent", "--show-error", "--fail", "-o", file.toString(), address);
            String packets = probe(file.toString(), "packet=pts,dts");
            Files.delete(file);

            long[] shown = Arrays.stream(packets.split("\n", -1))
                    .mapToLong(line -> Long.parseLong(line.split(",", -1)[0]))
                    .sorted()
                    .toArray();
            long[] expected = IntStream.range(0, 100)
                    .mapToLong(i -> 1_000_000_000L + i * 3_600L)
                    .toArray();
            assertThat(shown).isEqualTo(expected);
            stopServing();
        }
    }

    @Test
    void ffprobeReadsTheLiveStream() {
        serve(FragmentedMp4.of(wide.frames()).linger(Duration.ZERO));
        String ffprobe = Peers.require("ffprobe", "ffmpeg").toString();
        String text = run(
                ffprobe,
                "-v",
                "warning",
                "-read_intervals",
                "%+#50",
                "-show_entries",
                "stream=codec_name,width,height:packet=flags",
                "-of",
                "compact",
                address);

        assertThat(text).contains("codec_name=h264|width=320|height=180");
        assertThat(text.lines().filter(line -> line.startsWith("packet")))
                .hasSizeBetween(50, 52)
                .first()
                .asString()
                .contains("flags=K");
    }

    @Test
    void oneConnectionServesAllViewersAndEndsAfterTheLast() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        FragmentedMp4 mp4 = FragmentedMp4.of(wide.frames()).linger(LINGER).scheduler(clock);
        serve(mp4);
        for (int i = 0; i < 3; i++) {
            assertThat(bytes(100)).isGreaterThanOrEqualTo(100);
            await().until(() -> mp4.mount().ring().viewers() == 0);
        }
        assertThat(mp4.mount().state()).isNotEqualTo(MountState.IDLE);
        assertThat(wide.connects()).isEqualTo(1);

        awaitIdle(mp4, clock);
        assertThat(bytes(100)).isGreaterThanOrEqualTo(100);
        assertThat(wide.connects()).isEqualTo(2);
        awaitIdle(mp4, clock);
    }

    /** A viewer that leaves starts the time on an event loop. */
    private static void awaitIdle(FragmentedMp4 mp4, VirtualTimeScheduler clock) {
        await().until(() -> {
            clock.advanceTimeBy(LINGER);
            return mp4.mount().state() == MountState.IDLE;
        });
    }

    private long bytes(int wanted) {
        Long got = HttpClient.create()
                .get()
                .uri(address)
                .responseContent()
                .map(part -> (long) part.readableBytes())
                .scan(Long::sum)
                .filter(sum -> sum >= wanted)
                .blockFirst(TIMEOUT);
        return got == null ? 0 : got;
    }

    @Test
    void connectedCameraHasPicturesBeforeTheFirstViewer() {
        FragmentedMp4 mp4 = FragmentedMp4.of(wide.frames()).linger(Duration.ZERO);
        var connected = mp4.connect();
        await().until(() -> mp4.mount().ring().size() > 5);
        connected.dispose();
        connected.dispose();

        assertThat(mp4.mount().state()).isEqualTo(MountState.IDLE);
        assertThat(mp4.mount().ring().size()).isZero();
    }

    @Test
    void viewerWhoComesBehindTheEndWaitsForTheNextConnection() {
        FragmentedMp4 mp4 = FragmentedMp4.of(Flux.defer(() -> {
                    boolean first = wide.connects() == 0;
                    Flux<EncodedFrame> next = wide.frames();
                    return first ? next.take(5) : next.delaySubscription(Duration.ofMillis(200));
                }))
                .linger(Duration.ZERO);
        serve(mp4);
        var connected = mp4.connect();
        await().until(() -> mp4.mount().state() == MountState.ENDED);
        connected.dispose();

        assertThat(bytes(100)).isGreaterThanOrEqualTo(100);
        assertThat(wide.connects()).isEqualTo(2);
    }

    @Test
    void failedCameraIsNotAskedAgainForAWhile() {
        FragmentedMp4 mp4 = FragmentedMp4.of(Flux.defer(() -> {
                    wide.connected();
                    return Flux.error(new ValkkaException("refused"));
                }))
                .retryAfter(Duration.ofSeconds(30));
        serve(mp4);
        mp4.mount().hold();
        mp4.mount().hold();

        Integer status = HttpClient.create()
                .get()
                .uri(address)
                .response()
                .map(response -> response.status().code())
                .block(TIMEOUT);
        assertThat(status).isEqualTo(503);
        assertThat(wide.connects()).isEqualTo(1);
        assertThat(mp4.mount().state()).isEqualTo(MountState.FAILED);
    }

    @Test
    void silentCameraIsStalledAndGivesItsSlotsBack(TestPool pool) {
        FragmentedMp4 mp4 = FragmentedMp4.of(wide.frames())
                .linger(Duration.ZERO)
                .ring(1 << 20, Duration.ofSeconds(1));
        var connected = mp4.connect();
        await().until(() -> mp4.mount().state() == MountState.PLAYING);
        wide.silent(true);

        await().until(() -> mp4.mount().state() == MountState.STALLED);
        await().until(() -> pool.openSlots() == 0);
        assertThat(mp4.mount().state()).isEqualTo(MountState.STALLED);
        wide.silent(false);
        await().until(() -> mp4.mount().state() == MountState.PLAYING);
        connected.dispose();
    }
}
