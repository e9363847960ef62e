package reactor.valkka.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.examples.support.Footage;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/** The demo as a person meets it: its lines and its exit status. */
class DemoTest {
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

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
