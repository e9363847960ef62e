package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.LoopResources;
import reactor.valkka.ServerBindException;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Fork;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

@NoFrameLeaks
class CameraServerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private ClipCamera camera;
    private CameraServer settings;
    private BoundCameraServer server;

    @BeforeEach
    void serves(TestPool pool) {
        camera = new ClipCamera("door", Clip.WIDE, pool.share(StreamId.of("door")));
        settings = CameraServer.create().port(0).camera("door", Fork.of(camera.frames()));
        server = settings.bindNow();
    }

    @AfterEach
    void stops() {
        server.disposeNow();
        camera.dispose();
    }

    private record Answer(int status, HttpHeaders headers, String body) {}

    private Answer get(String path, String... headers) {
        return ask(HttpMethod.GET, path, headers);
    }

    private Answer ask(HttpMethod method, String path, String... headers) {
        return Objects.requireNonNull(HttpClient.create()
                .host("127.0.0.1")
                .port(server.port())
                .headers(all -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        all.set(headers[i], headers[i + 1]);
                    }
                })
                .request(method)
                .uri(path)
                .responseSingle((response, body) -> body.asString()
                        .defaultIfEmpty("")
                        .map(text -> new Answer(
                                response.status().code(), response.responseHeaders(), text)))
                .block(TIMEOUT));
    }

    private static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Test
    void pageAndItsFilesCarrySecurityHeaders() {
        for (String path : new String[] {"/", "/camera/door", "/assets/page.js", "/nothing"}) {
            HttpHeaders headers = get(path).headers();
            assertThat(headers.get("Content-Security-Policy"))
                    .contains("default-src 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.get("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(headers.get("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(headers.get("Cache-Control")).isEqualTo("no-store");
        }
        assertThat(get("/").body()).contains("<!doctype html>");
        assertThat(get("/assets/page.js").headers().get("Content-Type"))
                .startsWith("text/javascript");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../index.html",
                "/assets/%2e%2e/%2e%2e/PageAssets.class",
                "/assets/..%2fPageAssets.class",
                "/assets//etc/passwd",
                "/assets/index.html",
                "/assets/",
                "/camera/",
                "/camera/nobody",
                "/camera/nobody/stream.mp4",
                "/camera/../../etc/passwd",
                "/etc/passwd",
                "/%00",
            })
    void whatIsNotListedIsNotFound(String path) {
        assertThat(raw("GET " + path + " HTTP/1.1")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /%zz HTTP/1.1", "GET /%", "nonsense"})
    void badRequestsAreRefused(String line) {
        assertThat(raw(line)).startsWith("HTTP/1.1 400");
    }

    @Test
    void endlessHeadersAreRefused() {
        assertThat(raw("GET / HTTP/1.1\r\nX-Long: " + "x".repeat(20_000)))
                .startsWith("HTTP/1.1 431");
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1")).startsWith("HTTP/1.1 414");
    }

    private String raw(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream()
                    .write((request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void otherMethodsAreRefused() {
        Answer answer = ask(HttpMethod.POST, "/");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("Allow")).isEqualTo("GET, HEAD");
        assertThat(ask(HttpMethod.HEAD, "/").status()).isEqualTo(200);
        assertThat(ask(HttpMethod.HEAD, "/camera/door/stream.mp4").status()).isEqualTo(200);
    }

    @Test
    void requestsForOtherNamesAreNotAnswered() {
        assertThat(get("/", "Host", "evil.example").status()).isEqualTo(421);
        assertThat(get("/", "Host", "localhost:" + server.port()).status()).isEqualTo(200);
        assertThat(get("/", "Host", "[::1]:80").status()).isEqualTo(200);
    }

    @Test
    void socketOpensOnlyForTheServersOwnPage() {
        String own = "http://127.0.0.1:" + server.port();
        assertThat(firstText("Origin", own)).contains("\"type\":\"status\"", "\"name\":\"door\"");
        assertThat(firstText("Accept", "*/*")).contains("door");
        assertThatThrownBy(() -> firstText("Origin", "http://evil.example"))
                .hasMessageContaining("403");
        assertThat(get("/socket").status()).isEqualTo(426);
    }

    private String firstText(String... headers) {
        return Objects.requireNonNull(HttpClient.create()
                .host("127.0.0.1")
                .port(server.port())
                .headers(all -> {
                    for (int i = 0; i < headers.length; i += 2) {
                        all.set(headers[i], headers[i + 1]);
                    }
                })
                .websocket(WebsocketClientSpec.builder().build())
                .uri("/socket")
                .handle((in, out) -> in.receive().asString().next())
                .blockFirst(TIMEOUT));
    }

    @Test
    void passwordGuardsEverything() {
        server.disposeNow();
        server = settings.credentials("guard", "gehe:im €").bindNow();
        for (String path : new String[] {
            "/", "/camera/door", "/camera/door/stream.mp4", "/cameras.json", "/assets/page.js"
        }) {
            Answer answer = get(path);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers().get("WWW-Authenticate")).startsWith("Basic");
            assertThat(get(path, "Authorization", basic("guard", "wrong")).status())
                    .isEqualTo(401);
        }
        assertThatThrownBy(() -> firstText("Accept", "*/*")).hasMessageContaining("401");

        Answer page = get("/", "Authorization", basic("guard", "gehe:im €"));
        assertThat(page.status()).isEqualTo(200);
        String cookie = page.headers().get("Set-Cookie");
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain("gehe");
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertThat(firstText("Cookie", pair)).contains("door");
        assertThat(get("/cameras.json", "Cookie", pair + "x").status()).isEqualTo(401);
        assertThat(settings.credentials("guard", "gehe:im €").toString()).doesNotContain("gehe");
    }

    @Test
    void takenPortIsAnErrorThatSaysSo() {
        assertThatThrownBy(() -> CameraServer.create().port(server.port()).bindNow())
                .isInstanceOfSatisfying(ServerBindException.class, e -> {
                    assertThat(e.isInUse()).isTrue();
                    assertThat(e.port()).isEqualTo(server.port());
                    assertThat(e).hasMessageContaining("in use by another program");
                });
        assertThatThrownBy(
                        () -> CameraServer.create().host("203.0.113.1").port(0).bindNow())
                .isInstanceOfSatisfying(
                        ServerBindException.class, e -> assertThat(e.isInUse()).isFalse());
    }

    @Test
    void camerasComeAndGoWhileTheServerRuns() {
        assertThatThrownBy(() -> server.add(Camera.of("door", FragmentedMp4.of(Flux.never()))))
                .isInstanceOf(IllegalArgumentException.class);

        server.add(Camera.of("yard é", FragmentedMp4.of(Flux.never())).states(Flux.just("asleep")));
        assertThat(get("/camera/yard%20%C3%A9").status()).isEqualTo(200);
        assertThat(get("/cameras.json").body()).contains("yard é", "asleep");
        assertThat(server.cameras()).hasSize(2);

        assertThat(server.remove("yard é")).isTrue();
        assertThat(server.remove("yard é")).isFalse();
        assertThat(get("/camera/yard%20%C3%A9").status()).isEqualTo(404);
    }

    @Test
    void streamOfARemovedCameraEnds() {
        try (SilentViewer viewer = new SilentViewer(server.port(), "/camera/door/stream.mp4")) {
            await().until(() -> server.cameras().get(0).viewers() == 1);
            server.remove("door");
            assertThat(viewer.readToEnd()).isPositive();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ratesAndStateAreThoseOfTheStream() {
        try (SilentViewer viewer = new SilentViewer(server.port(), "/camera/door/stream.mp4")) {
            await().atMost(TIMEOUT).untilAsserted(() -> {
                CameraStatus status = server.cameras().get(0);
                assertThat(status.state()).isEqualTo("playing");
                assertThat(status.framesPerSecond()).isBetween(20.0, 30.0);
                assertThat(status.kilobitsPerSecond()).isBetween(30.0, 200.0);
                assertThat(status.width()).isEqualTo(320);
                assertThat(status.height()).isEqualTo(180);
                assertThat(status.mime()).startsWith("video/mp4; codecs=\"avc1.4d");
            });
            assertThat(viewer).isNotNull();
        }
    }

    @Test
    void disposalClosesEverything(TestPool pool) throws IOException {
        try (SilentViewer viewer = new SilentViewer(server.port(), "/camera/door/stream.mp4")) {
            await().until(() -> pool.openSlots() > 0);
            server.dispose();
            server.onDispose().block(TIMEOUT);

            await().untilAsserted(() -> {
                assertThat(pool.openSlots()).isZero();
                assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("valkka-net-http"));
            });
            assertThat(viewer.readToEnd()).isPositive();
        }
    }

    @Test
    void disposalDoesNotWaitForABusyLoopForEver(TestPool pool) throws InterruptedException {
        server.disposeNow();
        LoopResources loops = LoopResources.create("busy", 1, true);
        server = settings.runOn(loops).bindNow();
        CountDownLatch enough = new CountDownLatch(1);
        try (SilentViewer viewer = new SilentViewer(server.port(), "/camera/door/stream.mp4")) {
            await().until(() -> pool.openSlots() > 0);
            Future<Boolean> busy = loops.onServer(LoopResources.DEFAULT_NATIVE)
                    .submit(() -> enough.await(60, TimeUnit.SECONDS));
            server.disposeNow();

            assertThat(viewer).isNotNull();
            assertThat(busy.isDone()).isFalse();
            assertThat(server.onDispose().toFuture()).isNotDone();
            enough.countDown();
            server.onDispose().block(TIMEOUT);
            await().until(() -> pool.openSlots() == 0);
        } finally {
            enough.countDown();
            loops.disposeLater(Duration.ZERO, TIMEOUT).block(TIMEOUT);
        }
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() throws IOException {
        server.disposeNow();
        server = settings.maxConnections(2).bindNow();
        try (SilentViewer first = new SilentViewer(server.port(), "/camera/door/stream.mp4");
                SilentViewer second = new SilentViewer(server.port(), "/camera/door/stream.mp4")) {
            assertThat(first.read()).isPositive();
            assertThat(second.read()).isPositive();
            try (SilentViewer third = new SilentViewer(server.port(), "/")) {
                assertThat(third.read()).isEqualTo(-1);
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "..", ".", "a?b", "100%", "a#b", "a\nb", "a\\b"})
    void namesThatCannotStandInAnAddressAreRefused(String name) {
        assertThatThrownBy(() -> Camera.of(name, FragmentedMp4.of(Flux.never())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
