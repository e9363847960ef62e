package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.DigestAlgorithm;
import reactor.valkka.media.rtsp.DigestChallenge;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TunnelRequests;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** RTSP inside HTTP. */
@NoFrameLeaks
class HttpTunnelTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);

    private static RtspSource source(String uri, TestPool pool) {
        return RtspSourceTest.source(uri, pool).transport(RtspTransport.HTTP);
    }

    private static void gone(FakeCamera camera) {
        await().atMost(RtspSourceTest.SOON).until(() -> camera.connectionsOpen() == 0);
    }

    @Test
    void pictureAfterPictureComesThroughHttp(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = source(camera.uri(), pool);
            assertThat(RtspSourceTest.take(source, 121))
                    .isEqualTo(RtspSourceTest.expected(120, 25, 50));
            gone(camera);
            assertThat(camera.requests())
                    .containsExactly("OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN");
        }
    }

    @Test
    void httpMayItselfBeSecured(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FAST.secured())) {
            RtspSource source = source(camera.uri(), pool).tls(TlsTrust.anything());
            assertThat(RtspSourceTest.take(source, 61))
                    .isEqualTo(RtspSourceTest.expected(60, 25, 50));
            gone(camera);
        }
    }

    private static final Credentials JOE = Credentials.of("joe", "pa#ss@w%rd/");

    /** Axis and Bosch ask at the web server who it is, others at one half only. */
    @ParameterizedTest
    @CsvSource({"GET,POST", "GET,GET", "POST,POST"})
    void theWebServerMayAskWhoWeAre(String one, String other, TestPool pool) {
        String[] halves = one.equals(other) ? new String[] {one} : new String[] {one, other};
        List<AuthChallenge> challenges = List.of(
                new BasicChallenge("cam"),
                DigestChallenge.legacy("cam", "n"),
                DigestChallenge.modern("cam", "n", DigestAlgorithm.SHA_256));
        for (AuthChallenge challenge : challenges) {
            CameraScript script = FAST.tunnelGuarded(JOE, challenge, halves);
            try (FakeCamera camera = FakeCamera.start(script)) {
                RtspSource source = source(camera.uri(), pool).credentials(JOE);
                assertThat(RtspSourceTest.take(source, 31))
                        .isEqualTo(RtspSourceTest.expected(30, 25, 50));
                assertThat(camera.loginsRefused()).isZero();
                gone(camera);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aPasswordThatTheWebServerRefusesIsTriedOnceAndTyped(String half, TestPool pool) {
        CameraScript script = FAST.tunnelGuarded(JOE, DigestChallenge.legacy("cam", "n"), half);
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspSource wrong = source(camera.uri(), pool).credentials("joe", "wrong");
            assertThatThrownBy(() -> RtspSourceTest.take(wrong, 1))
                    .isInstanceOfSatisfying(
                            RtspAuthenticationException.class,
                            refused -> assertThat(refused.verdict())
                                    .isEqualTo(Authenticator.Verdict.REFUSED))
                    .hasMessageNotContaining("wrong");
            assertThat(camera.loginsRefused()).isEqualTo(1);
            gone(camera);
        }
    }

    @Test
    void whoHasNoPasswordIsToldThatTheWebServerWantsOne(TestPool pool) {
        CameraScript script = FAST.tunnelGuarded(JOE, new BasicChallenge("cam"), "GET");
        try (FakeCamera camera = FakeCamera.start(script)) {
            assertThatThrownBy(() -> RtspSourceTest.take(source(camera.uri(), pool), 1))
                    .isInstanceOfSatisfying(
                            RtspAuthenticationException.class,
                            refused -> assertThat(refused.verdict())
                                    .isEqualTo(Authenticator.Verdict.MISSING));
        }
    }

    /** GStreamer's ignore-x-server-reply: cameras name an address of an inner network there. */
    @Test
    void whatTheCameraSaysOfAnotherAddressIsLeftAlone(TestPool pool) {
        CameraScript script = FAST.tunnelHeader("x-server-ip-address", "192.0.2.77");
        try (FakeCamera camera = FakeCamera.start(script)) {
            assertThat(RtspSourceTest.take(source(camera.uri(), pool), 31))
                    .isEqualTo(RtspSourceTest.expected(30, 25, 50));
            gone(camera);
        }
    }

    @Test
    void theCameraIsGoneFromBothHalves(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(CameraScript.usual().framesPerSecond(50))) {
            CopyOnWriteArrayList<Throwable> errors = new CopyOnWriteArrayList<>();
            source(camera.uri(), pool).frames().subscribe(frame -> frame.close(), errors::add);
            await().atMost(RtspSourceTest.SOON).until(() -> camera.requests().contains("PLAY"));
            camera.kill();
            await().atMost(RtspSourceTest.SOON).until(() -> !errors.isEmpty());
            assertThat(errors).singleElement().isInstanceOf(RtspConnectionException.class);
        }
    }

    /** A web server with one answer for everything. */
    private record WebServer(ServerSocket socket, List<String> heard) implements AutoCloseable {

        static WebServer answering(String answer) throws IOException {
            ServerSocket socket = new ServerSocket(0, 4, InetAddress.getByName("127.0.0.1"));
            WebServer server = new WebServer(socket, new CopyOnWriteArrayList<>());
            CompletableFuture.runAsync(() -> server.serve(answer), command -> {
                Thread thread = new Thread(command, "web-server");
                thread.setDaemon(true);
                thread.start();
            });
            return server;
        }

        private void serve(String answer) {
            try (Socket client = socket.accept()) {
                byte[] request = new byte[4_096];
                int read = client.getInputStream().read(request);
                heard.add(new String(request, 0, read, StandardCharsets.UTF_8));
                client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                client.getOutputStream().flush();
                client.getInputStream().read();
            } catch (IOException closed) {
                // the test is over
            }
        }

        String uri() {
            return "rtsp://127.0.0.1:" + socket.getLocalPort() + "/live?channel=1";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found",
                "HTTP/1.1 401 Unauthorized",
                "RTSP/1.0 400 Bad Request",
                "HTTP/1.1 2000 \u0007"
            })
    void aServerWithoutATunnelIsNamedWithItsAnswer(String answer, TestPool pool) throws Exception {
        try (WebServer server = WebServer.answering(answer + "\r\n\r\n<html>")) {
            assertThatThrownBy(() -> RtspSourceTest.take(source(server.uri(), pool), 1))
                    .isInstanceOf(RtspConnectionException.class)
                    .hasMessageContaining("expected HTTP 200 to the GET of a tunnel, got '"
                            + answer.replace('\u0007', '?'));
            assertThat(server.heard().get(0))
                    .startsWith("GET /live?channel=1 HTTP/1.0\r\n")
                    .contains("\r\nx-sessioncookie: ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp(TestPool pool) throws Exception {
        try (WebServer server = WebServer.answering("HTTP/1.0 200 OK\r\nX: " + "y".repeat(9_000))) {
            assertThatThrownBy(() -> RtspSourceTest.take(source(server.uri(), pool), 1))
                    .isInstanceOf(RtspConnectionException.class);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpInTime(TestPool pool) throws Exception {
        try (WebServer server = WebServer.answering("")) {
            RtspSource source =
                    source(server.uri(), pool).deadlines(Deadlines.all(Duration.ofMillis(300)));
            assertThatThrownBy(() -> RtspSourceTest.take(source, 1))
                    .isInstanceOfSatisfying(
                            RtspTimeoutException.class,
                            late -> assertThat(late.stage()).isEqualTo(Stage.CONNECT));
        }
    }

    @Test
    void goesToTheWebServersPortUnlessTheAddressNamesAnother() {
        assertThat(TunnelRequests.port(RtspUri.parse("rtsp://camera/s"))).isEqualTo(80);
        assertThat(TunnelRequests.port(RtspUri.parse("rtsps://camera/s"))).isEqualTo(443);
        assertThat(TunnelRequests.port(RtspUri.parse("rtsp://camera:8080/s"))).isEqualTo(8080);
    }
}
