package reactor.valkka.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.publisher.Flux;
import reactor.valkka.examples.support.Footage;
import reactor.valkka.examples.support.SimulatedCamera;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo as a person meets it: its lines and its exit status. */
class DemoTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    /** Unpacks and loads the libraries, which may take longer than a check runs. */
    @BeforeAll
    static void loadLibraries() {
        Decoders decoders = Decoders.create();
        SimulatedCamera yard = SimulatedCamera.of(Footage.file("yard"));
        try {
            Motion.boxes(Fork.of(yard.frames()), decoders).blockFirst(Duration.ofMinutes(2));
        } finally {
            decoders.dispose();
        }
    }

    @BeforeEach
    void listen() {
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    @Test
    void checksItselfAndFindsNothingWrong() {
        assertThat(Demo.run("--check", "12")).as(this::text).isZero();
        assertThat(text())
                .containsPattern(
                        "demo: ok, cameras 4, first picture after \\d+ ms, dropped \\d+\\s*$");
    }

    @Test
    void tellsWhereTheTimeGoesStageByStage() {
        assertThat(Demo.run("--check", "6", "--timing", Footage.file("yard").toString()))
                .as(this::text)
                .isZero();
        for (String stage : List.of(
                "assembled",
                "waited",
                "decoded",
                "delivered to motion",
                "total to motion",
                "delivered to page",
                "total to page")) {
            assertThat(text()).containsPattern("yard +" + stage + " +[1-9]\\d* +\\d+\\.\\d\\d ");
        }
        assertThat(text()).containsPattern("demo: ok, cameras 1, [^\\n]*\\s*$");
    }

    @Test
    void saysThatAFileIsMissingAndPlaysTheOthers() {
        String clip = Footage.file("yard").toString();
        assertThat(Demo.run("--check", "5", "/nowhere/clip.mp4", clip))
                .as(this::text)
                .isZero();
        assertThat(text())
                .contains("/nowhere/clip.mp4: there is no such file")
                .contains("demo: ok, cameras 1");
    }

    @Test
    void endsWhereNoCameraIsLeft() {
        assertThat(Demo.run("--check", "5", "/nowhere/clip.mp4")).isEqualTo(1);
        assertThat(text()).contains("there is no camera left to show");
    }

    @Test
    void saysThatThePortIsBusyInOneLine() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = busy.getLocalPort();
            assertThat(Demo.run("--check", "5", "--port", Integer.toString(port)))
                    .isEqualTo(1);
            assertThat(text()).contains(Integer.toString(port)).doesNotContain("\tat ");
        }
    }

    @Test
    void saysWhichPortForPlayersIsBusy() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = busy.getLocalPort();
            assertThat(Demo.run("--check", "5", "--rtsp-port", Integer.toString(port)))
                    .isEqualTo(1);
            assertThat(text()).contains(Integer.toString(port)).doesNotContain("\tat ");
        }
    }

    @Test
    void saysThatAFileIsNoVideo(@TempDir Path folder) throws IOException {
        Path poem = Files.writeString(folder.resolve("poem.mp4"), "The yellow fog");

        assertThat(Demo.run("--check", "5", poem.toString())).isEqualTo(1);

        assertThat(text()).contains("poem.mp4").contains("there is no camera left to show");
    }

    @Test
    void streamsWhatItShowsToPlayers() throws InterruptedException {
        Thread demo = new Thread(() -> Demo.run("--check", "8"), "demo-test");
        demo.start();
        try {
            List<Boolean> keyFrames = RtspSource.create(address("film"))
                    .frames()
                    .ofType(AccessUnit.class)
                    .as(Use.map(AccessUnit::isKeyFrame))
                    .take(30)
                    .collectList()
                    .block(Duration.ofSeconds(20));
            assertThat(keyFrames).hasSize(30).startsWith(true);
        } finally {
            demo.join(Duration.ofSeconds(30).toMillis());
        }
    }

    /** Where the demo says that a camera can be played. */
    private String address(String camera) {
        Pattern line = Pattern.compile("Play (rtsp://\\S+/" + camera + ")\\R");
        return Objects.requireNonNull(Flux.interval(Duration.ofMillis(50))
                .map(tick -> line.matcher(text()))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .blockFirst(Duration.ofSeconds(20)));
    }

    @Test
    void playsAPasswordProtectedCameraAndTellsNobodyThePassword() {
        Credentials door = new Credentials("door", "pa#ss@w/rd");
        try (FakeCamera camera =
                FakeCamera.start(CameraScript.usual().guarded(door, new BasicChallenge("door")))) {
            assertThat(Demo.run("--check", "6", camera.uri("door:pa#ss@w/rd")))
                    .as(this::text)
                    .isZero();
        }
        assertThat(text()).contains("demo: ok, cameras 1").doesNotContain("pa#ss");
    }

    @Test
    void refusesNonsenseWithOneLineAndTheUsage() {
        assertThat(Demo.run("--port", "many")).isEqualTo(2);
        assertThat(Demo.run("--user", "me", "--check", "1")).isEqualTo(2);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
