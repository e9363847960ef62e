package reactor.valkka.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.valkka.FrameSource;
import reactor.valkka.examples.support.CameraFile;
import reactor.valkka.examples.support.Footage;
import reactor.valkka.examples.support.Input;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Use;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.MulticastSender;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.SdpSource;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Every example does what it says, with bundled footage and with an RTSP camera. */
class ExamplesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String FILE = Footage.file("yard").toString();

    private final Decoders decoders = Decoders.create();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    @Test
    void printFramesShowsTheSetupAndEveryUnit() {
        List<String> lines = new ArrayList<>();
        PrintFrames.print(Input.open(FILE), lines::add).block(SOON);
        assertThat(lines.get(0)).contains("setup").contains("H264");
        assertThat(lines).hasSizeGreaterThan(50);
        assertThat(lines.get(1)).contains("key frame");
    }

    @Test
    void printFramesShowsAnRtspCamera() {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual())) {
            Disposable running =
                    PrintFrames.print(Input.open(camera.uri()), lines::add).subscribe();
            org.awaitility.Awaitility.await().atMost(SOON).until(() -> lines.size() > 5);
            running.dispose();
        }
    }

    @Test
    void decodeOneCameraTellsTheBrightnessOfEachPicture() {
        List<String> lines = new ArrayList<>();
        DecodeOneCamera.decode(Input.open(FILE), decoders, lines::add).block(SOON);
        assertThat(lines).hasSizeGreaterThan(50).allMatch(line -> line.contains("brightness"));
    }

    @Test
    void decodeOnceForkManySavesASnapshot(@TempDir Path folder) {
        Path snapshot = folder.resolve("snapshot.jpg");
        Disposable running = DecodeOnceForkMany.run(
                        Input.camera(FILE), decoders, Duration.ofMillis(300), snapshot)
                .subscribe();
        org.awaitility.Awaitility.await().atMost(SOON).until(() -> Files.exists(snapshot));
        running.dispose();
    }

    @Test
    void plainFlowSubscriberCountsThePicturesOfAFile() throws InterruptedException {
        PlainFlowSubscriber.main(new String[] {FILE});
    }

    @Test
    void analyseOncePerSecondServesThePage() {
        BoundCameraServer server = AnalyseOncePerSecond.serve(Input.camera(FILE), decoders, 0);
        try {
            assertThat(get(server.port(), "/")).contains("<html");
        } finally {
            server.dispose();
        }
    }

    @Test
    void camerasInABackendAddsListsAndRemoves() {
        CamerasInABackend backend = new CamerasInABackend();
        DisposableServer server = backend.serve(0);
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual())) {
            assertThat(put(server.port(), "/cameras/door", camera.uri("user:secret")))
                    .isEqualTo(201);
            assertThat(put(server.port(), "/cameras/door", camera.uri())).isEqualTo(409);
            assertThat(put(server.port(), "/cameras/back", "nonsense")).isEqualTo(400);
            assertThat(get(server.port(), "/cameras"))
                    .startsWith("door\t")
                    .doesNotContain("secret");
        } finally {
            server.disposeNow(Duration.ofSeconds(5));
        }
    }

    /** Whether some pictures come. */
    private static boolean plays(FrameSource<EncodedFrame> source) {
        Long pictures = source.frames()
                .limitRate(16)
                .transform(Use.map(frame -> frame instanceof AccessUnit))
                .filter(isUnit -> isUnit)
                .take(10)
                .count()
                .block(SOON);
        return pictures != null && pictures == 10;
    }

    @Test
    void restreamServesTheCameraAndSendsItToAGroup(@TempDir Path folder) {
        int port = 40_000 + 2 * ThreadLocalRandom.current().nextInt(5_000);
        MulticastSender group = MulticastSender.create("239.255.77.99", port)
                .network("lo")
                .sdpFile(folder.resolve("camera.sdp"));
        Fork<EncodedFrame> camera = Restream.fork(Input.camera(FILE));
        BoundRtspServer server = Restream.serve(camera, 0);
        Disposable sending = Restream.send(camera, group).subscribe();
        try {
            assertThat(plays(RtspSource.create(server.uri("/camera").toString())))
                    .isTrue();
            String sdp = String.valueOf(group.sdp().block(SOON));
            assertThat(plays(SdpSource.parse(sdp).network("lo"))).isTrue();
        } finally {
            sending.dispose();
            server.disposeNow();
        }
    }

    @Test
    void rtspProxyServesTheCamerasOfAListOnDemand(@TempDir Path folder) throws IOException {
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual())) {
            Path list = Files.writeString(
                    folder.resolve("cameras.yaml"),
                    "port: 0\nuser: viewer\npassword: secret\ncameras:\n"
                            + "  - path: /door\n    address: " + camera.uri() + "\n");
            BoundRtspServer server = RtspProxy.serve(CameraFile.read(list));
            try {
                assertThat(server.mounts()).containsExactly("door");
                RtspSource reader = RtspSource.create(server.uri("/door").toString());
                assertThat(plays(reader.credentials("viewer", "secret"))).isTrue();
            } finally {
                server.disposeNow();
            }
        }
    }

    private static String get(int port, String path) {
        return String.valueOf(HttpClient.create()
                .get()
                .uri("http://127.0.0.1:" + port + path)
                .responseContent()
                .aggregate()
                .asString()
                .block(SOON));
    }

    private static int put(int port, String path, String body) {
        HttpClientResponse response = HttpClient.create()
                .put()
                .uri("http://127.0.0.1:" + port + path)
                .send(reactor.netty.ByteBufFlux.fromString(Mono.just(body)))
                .response()
                .block(SOON);
        return response == null ? -1 : response.status().code();
    }
}
