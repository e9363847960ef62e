package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.operator.Use;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** RTSP over TLS. */
@NoFrameLeaks
class SecuredCameraTest {

    private static final CameraScript SECURED =
            CameraScript.usual().framesPerSecond(200).secured();

    private static byte[] sha256(byte[] data) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }

    private static void plays(FakeCamera camera, TlsTrust trust, TestPool pool) {
        RtspSource source = RtspSourceTest.source(camera.uri(), pool).tls(trust);
        assertThat(RtspSourceTest.take(source, 61)).isEqualTo(RtspSourceTest.expected(60, 25, 50));
    }

    @Test
    void aPinnedCertificateIsTrusted(TestPool pool) throws Exception {
        try (FakeCamera camera = FakeCamera.start(SECURED)) {
            assertThat(camera.uri()).startsWith("rtsps://");
            byte[] certificate = sha256(FakeCamera.certificate().getEncoded());
            plays(camera, TlsTrust.pinned(HexFormat.of().formatHex(certificate)), pool);
            HexFormat openssl = HexFormat.ofDelimiter(":").withUpperCase();
            plays(camera, TlsTrust.pinned(openssl.formatHex(certificate)), pool);
            byte[] key = sha256(FakeCamera.certificate().getPublicKey().getEncoded());
            String pin = "sha256/" + Base64.getEncoder().encodeToString(key);
            plays(camera, TlsTrust.pinned(pin), pool);
        }
    }

    @Test
    void anotherCertificateThanThePinnedOneIsRefusedWithBoth(TestPool pool) throws Exception {
        String other = "ab".repeat(32);
        String own = HexFormat.of().formatHex(sha256(FakeCamera.certificate().getEncoded()));
        try (FakeCamera camera = FakeCamera.start(SECURED)) {
            RtspSource source =
                    RtspSourceTest.source(camera.uri(), pool).tls(TlsTrust.pinned(other));
            assertThatThrownBy(() -> RtspSourceTest.take(source, 1))
                    .isInstanceOf(RtspConnectionException.class)
                    .hasMessageContaining("expected " + other + ", it is " + own);
        }
    }

    @Test
    void aCertificateThatNobodySignedIsRefusedByDefault(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(SECURED)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool);
            assertThatThrownBy(() -> RtspSourceTest.take(source, 1))
                    .isInstanceOf(RtspConnectionException.class)
                    .hasMessageContaining("nobody whom we trust has signed its certificate");
            assertThat(camera.requests()).isEmpty();
        }
    }

    @Test
    void whoTrustsAnythingSeesItInTheState(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(SECURED)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool).tls(TlsTrust.anything());
            CopyOnWriteArrayList<CameraState> states = new CopyOnWriteArrayList<>();
            source.states().subscribe(states::add);
            RtspSourceTest.take(source, 10);
            assertThat(states)
                    .contains(new CameraState.Playing(CameraState.Playing.Security.TLS_UNVERIFIED));
        }
    }

    @Test
    void aServerThatNeverShakesHandsIsGivenUp(TestPool pool) throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            RtspSource source = RtspSourceTest.source(
                            "rtsps://127.0.0.1:" + mute.getLocalPort() + "/s", pool)
                    .deadlines(reactor.valkka.rtsp.Deadlines.all(Duration.ofMillis(300)));
            assertThatThrownBy(() -> RtspSourceTest.take(source, 1))
                    .isInstanceOfSatisfying(
                            RtspTimeoutException.class,
                            late -> assertThat(late.stage()).isEqualTo(Stage.CONNECT));
        }
    }

    @Test
    void aCameraThatSendsUsToTlsIsFollowedWhereTrustWasGiven(TestPool pool) {
        try (FakeCamera secured = FakeCamera.start(SECURED);
                FakeCamera plain =
                        FakeCamera.start(CameraScript.usual().redirecting(secured.uri()))) {
            plays(plain, TlsTrust.anything(), pool);
            assertThat(secured.requests()).contains(RtspMethod.PLAY.name());
            RtspSource untold = RtspSourceTest.source(plain.uri(), pool);
            assertThatThrownBy(() -> RtspSourceTest.take(untold, 1))
                    .isInstanceOf(RtspConnectionException.class)
                    .hasMessageContaining("nobody said whom to trust");
        }
    }

    @Test
    void whatIsNoPinIsRefusedAtOnce() {
        for (String pin : new String[] {"", "abcd", "zz".repeat(32), "sha256/abc", "sha256/%%%"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TlsTrust.pinned(pin))
                    .withMessageStartingWith("expected a pin of 64 hexadecimal digits");
        }
    }

    static List<byte[]> spoiling() {
        byte[] handshakeFailure = {21, 3, 3, 0, 2, 2, 40};
        String plain = "HTTP/1.0 400 Bad Request\r\n\r\n";
        return List.of(handshakeFailure, plain.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @MethodSource("spoiling")
    void aSpoiledConnectionIsFollowedByAnother(byte[] noise, TestPool pool) throws Exception {
        try (FakeCamera camera = FakeCamera.start(SECURED);
                SpoiledWire wire = new SpoiledWire(camera.port(), noise, 300_000)) {
            RtspSource source = RtspSourceTest.source(
                            "rtsps://127.0.0.1:" + wire.port() + "/stream", pool)
                    .tls(TlsTrust.anything())
                    .reconnect(
                            ReconnectPolicy.backoff(Duration.ofMillis(20), Duration.ofMillis(20)));
            String last = source.frames()
                    .transform(Use.map(RtspSourceTest::name))
                    .takeUntil(name -> name.equals("setup after a break"))
                    .blockLast(RtspSourceTest.SOON);
            assertThat(last).isEqualTo("setup after a break");
        }
    }
}
