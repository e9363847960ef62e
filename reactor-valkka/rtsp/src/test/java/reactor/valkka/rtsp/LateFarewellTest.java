package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.RtspUri;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** Sessions that a lost connection has left at the camera, which sends on over UDP. */
class LateFarewellTest {

    private static final String URI = "rtsp://10.0.0.7/s";
    private static final String SESSION = "0a4f113b";
    private static final PortPair PORTS = new PortPair(40_000, 40_001);

    private static Dialogue describing(Dialogue camera) {
        camera.connect().expect("OPTIONS").answer("200 OK");
        return camera.expect("DESCRIBE").describe(Dialogue.SDP);
    }

    /** A session that plays over UDP, and what stays of it. */
    private static Dialogue lost(LeftBehind left, String session) {
        SessionConfig config = SessionConfig.of(RtspUri.parse(URI)).transports(TransportKind.UDP);
        Dialogue camera = new Dialogue(config);
        camera.session.cleanUp(left);
        describing(camera).session.onPorts(PORTS, camera.now);
        camera.expect("SETUP").answer("200 OK", "Session: " + session);
        camera.expect("PLAY").answer("200 OK").session.onDisconnected(null, camera.now);
        assertThat(camera.failure()).isInstanceOf(RtspConnectionException.class);
        return camera;
    }

    private static LeftBehind left() {
        LeftBehind left = new LeftBehind();
        lost(left, SESSION);
        return left;
    }

    /** The next connection, which is not let in yet. */
    private static Dialogue attempt(LeftBehind left, TransportKind kind) {
        Dialogue camera = new Dialogue(SessionConfig.of(RtspUri.parse(URI)).transports(kind));
        camera.session.cleanUp(left);
        return camera;
    }

    /** The next connection, as far as it is let in. */
    private static Dialogue next(LeftBehind left) {
        return describing(attempt(left, TransportKind.TCP));
    }

    @Test
    void theNextConnectionEndsTheSessionThatTheLastOneLeft() {
        Dialogue camera = next(left());
        camera.expect("TEARDOWN");
        assertThat(camera.request().uri()).isEqualTo(URI);
        assertThat(camera.request().headers().first("Session")).isEqualTo(SESSION);
        camera.answer("200 OK").expect("SETUP");
        assertThat(camera.request().headers().first("Session")).isNull();
        camera.answer("200 OK", "Session: 2").expect("PLAY");
    }

    @Test
    void whateverTheCameraSaysToThatDoesNotMatter() {
        for (String answer : new String[] {"454 Session Not Found", "401 No", "500 Oops"}) {
            Dialogue camera = next(left());
            camera.expect("TEARDOWN").answer(answer).expect("SETUP");
            assertThat(camera.count(SessionAction.Failed.class)).isZero();
            assertThat(camera.count(SessionAction.Authenticating.class)).isZero();
        }
    }

    @Test
    void aCameraThatNeverAnswersThatIsNotWaitedForLong() {
        Dialogue camera = next(left());
        camera.expect("TEARDOWN").pass(Duration.ofMillis(500)).expect("SETUP");
        camera.answer("200 OK", "Session: 2").expect("PLAY");
    }

    /** Neither an answer that took long nor a short deadline behind it may fail for that. */
    @Test
    void thatCostsNoDeadline() {
        Duration shorter = Duration.ofMillis(300);
        SessionConfig config =
                SessionConfig.of(RtspUri.parse(URI)).deadlines(Deadlines.all(shorter));
        Dialogue camera = new Dialogue(config);
        camera.session.cleanUp(left());
        camera.connect().expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").pass(shorter.minusMillis(1)).describe(Dialogue.SDP);
        camera.expect("TEARDOWN").pass(Duration.ofMillis(200)).expect("SETUP");
        camera.pass(shorter.minusMillis(100)).answer("200 OK", "Session: 2").expect("PLAY");
    }

    @Test
    void aCameraThatHangsUpWithThatIsConnectedAgainAtOnceAndNotToldTwice() {
        Dialogue camera = next(left());
        camera.expect("TEARDOWN").answer("200 OK").expect("SETUP");
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.last(SessionAction.Connect.class).reason())
                .isEqualTo(ConnectReason.LEFT_BEHIND);
        assertThat(camera.count(SessionAction.Failed.class)).isZero();
        describing(camera).expect("SETUP").session.onDisconnected(null, camera.now);
        assertThat(camera.failure()).isInstanceOf(RtspConnectionException.class);
    }

    @Test
    void aConnectionThatEndsLaterHasFailed() {
        Dialogue camera = next(left());
        camera.expect("TEARDOWN").answer("200 OK").expect("SETUP");
        camera.answer("200 OK", "Session: 2").expect("PLAY");
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.failure()).isInstanceOf(RtspConnectionException.class);
    }

    @Test
    void whatTheCameraHasForgottenByItselfIsLeftAlone() {
        assertRemembered(SESSION, Duration.ofSeconds(60));
    }

    @Test
    void aCameraMaySayHowLongItKeepsASession() {
        assertRemembered(SESSION + ";timeout=30", Duration.ofSeconds(30));
        assertRemembered(SESSION + ";timeout=90", Duration.ofSeconds(90));
        assertRemembered(SESSION + ";timeout=2147483647", Duration.ofMinutes(10));
    }

    private static void assertRemembered(String session, Duration time) {
        LeftBehind left = new LeftBehind();
        long since = lost(left, session).now;
        Dialogue late = attempt(left, TransportKind.TCP);
        late.now = since + time.toNanos() - 1;
        describing(late).expect("TEARDOWN");
        LeftBehind forgotten = new LeftBehind();
        lost(forgotten, session);
        Dialogue tooLate = attempt(forgotten, TransportKind.TCP);
        tooLate.now = since + time.toNanos();
        describing(tooLate).expect("SETUP");
    }

    @Test
    void itIsSaidToNobodyElse() {
        LeftBehind left = left();
        SessionConfig elsewhere = SessionConfig.of(RtspUri.parse("rtsp://10.0.0.8/s"));
        Dialogue other = new Dialogue(elsewhere);
        other.session.cleanUp(left);
        describing(other).expect("SETUP");
        next(left).expect("TEARDOWN");
    }

    /** A network is seldom back with the first attempt. */
    @Test
    void itIsRememberedHoweverManyConnectionsFailInBetween() {
        LeftBehind left = left();
        for (int i = 0; i < 3; i++) {
            Dialogue unreached = attempt(left, TransportKind.UDP);
            unreached.session.onResolved(unreached.now);
            unreached.session.onDisconnected(new IOException("no route"), unreached.now);
            assertThat(unreached.closed()).isTrue();
            Dialogue busy = attempt(left, TransportKind.UDP).connect();
            busy.expect("OPTIONS").answer("200 OK");
            assertThat(busy.expect("DESCRIBE").answer("503 Busy").closed()).isTrue();
        }
        next(left).expect("TEARDOWN");
        next(left).expect("SETUP");
    }

    /** The next connection may be made before the last one has given up waiting for an answer. */
    @Test
    void aSessionThatStallsIsKnownBeforeItsConnectionHasEnded() {
        LeftBehind left = new LeftBehind();
        Dialogue stalled = attempt(left, TransportKind.UDP);
        describing(stalled).session.onPorts(PORTS, stalled.now);
        stalled.expect("SETUP").answer("200 OK", "Session: " + SESSION);
        stalled.expect("PLAY").answer("200 OK").pass(Duration.ofSeconds(10)).expect("TEARDOWN");
        assertThat(stalled.failure()).isInstanceOf(RtspTimeoutException.class);
        Dialogue camera = attempt(left, TransportKind.TCP);
        camera.now = stalled.now;
        camera.connect().expect("OPTIONS").answer("200 OK");
        stalled.pass(Duration.ofSeconds(5));
        assertThat(stalled.closed()).isTrue();
        camera.expect("DESCRIBE").describe(Dialogue.SDP).expect("TEARDOWN");
    }

    @Test
    void nothingStaysWhereTheCameraHasHeardTheGoodbye() {
        LeftBehind left = new LeftBehind();
        Dialogue camera = attempt(left, TransportKind.UDP);
        describing(camera).session.onPorts(PORTS, camera.now);
        camera.expect("SETUP").answer("200 OK", "Session: " + SESSION).expect("PLAY");
        camera.session.onGarbage("garbage", camera.now);
        camera.expect("TEARDOWN").answer("200 OK");
        next(left).expect("SETUP");
    }

    @Test
    void aTransportThatBroughtNothingAndWhoseGoodbyeWasNotHeardIsSaidGoodbyeToAgain() {
        SessionConfig both = SessionConfig.of(RtspUri.parse(URI))
                .transports(TransportKind.UDP, TransportKind.TCP);
        Dialogue camera = describing(new Dialogue(both));
        camera.session.onPorts(PORTS, camera.now);
        camera.expect("SETUP").answer("200 OK", "Session: " + SESSION);
        camera.expect("PLAY").answer("200 OK").pass(Duration.ofSeconds(9));
        assertThat(camera.last(SessionAction.Connect.class).reason())
                .isEqualTo(ConnectReason.TRANSPORT);
        describing(camera).expect("TEARDOWN").answer("200 OK").expect("SETUP");
    }

    @Test
    void whatComesOverTheConnectionEndsWithIt() {
        LeftBehind left = new LeftBehind();
        Dialogue camera = next(left).expect("SETUP").answer("200 OK", "Session: " + SESSION);
        camera.expect("PLAY").session.onDisconnected(null, camera.now);
        next(left).expect("SETUP");
    }

    /** After a restart the camera may have given it to somebody else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "0a4f113",
                "00000001",
                "000000000000012a",
                "11111111",
                "10000001",
                "12345678",
                "1234567890",
                "87654321",
                "abcdefgh"
            })
    void aNameThatIsNotOfChanceIsNotSaidGoodbyeTo(String session) {
        LeftBehind left = new LeftBehind();
        lost(left, session);
        next(left).expect("SETUP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0a4f113b", "00D1E3A7", "47112833", "Hx4kP0aZ", "12345679"})
    void anyOtherNameIsOne(String session) {
        LeftBehind left = new LeftBehind();
        lost(left, session);
        next(left).expect("TEARDOWN");
    }

    /** What was asked on a connection is not waited for on the one after it. */
    @Test
    void aCameraThatSendsUsElsewhereMeanwhileIsFollowedInPeace() {
        Dialogue camera = next(left()).expect("TEARDOWN");
        byte[] redirect = ("REDIRECT " + URI + " RTSP/1.0\r\nCSeq: 1\r\nLocation: " + URI
                        + "/other\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        camera.session.onMessage(
                Objects.requireNonNull(RtspText.parseHead(redirect, RtspLimits.DEFAULT)),
                camera.now);
        assertThat(camera.last(SessionAction.Connect.class).reason())
                .isEqualTo(ConnectReason.MOVED);
        camera.seen.clear();
        camera.pass(Duration.ofMillis(600));
        assertThat(camera.seen).isEmpty();
        describing(camera).expect("SETUP").session.onDisconnected(null, camera.now);
        assertThat(camera.failure()).isInstanceOf(RtspConnectionException.class);
    }

    @Test
    void anAnswerThatComesWhenItIsNotWaitedForAnyMoreChangesNothing() {
        Dialogue camera = describing(attempt(left(), TransportKind.UDP)).expect("TEARDOWN");
        camera.pass(Duration.ofMillis(600)).answer("200 OK");
        assertThat(camera.count(SessionAction.OpenPorts.class)).isEqualTo(1);
        camera.session.onPorts(PORTS, camera.now);
        camera.expect("SETUP").answer("200 OK", "Session: 2").expect("PLAY");
    }

    @Test
    void neitherItsNameNorItsAddressIsShown() {
        String uri = "rtsp://admin:secret@10.0.0.7/s/";
        LeftSession session = new LeftSession("10.0.0.7:554", uri, SESSION, 0);
        assertThat(session.toString()).isEqualTo("a session at 10.0.0.7:554");
    }
}
