package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;
import java.util.Objects;

/** Sessions that a lost connection has left at the camera, which sends on over UDP. */
class LateFarewellTest {

    private static final String URI = "rtsp://10.0.0.7/s";
    private static final String SESSION = "0a4f113b";

    private static Dialogue toSetUp(TransportKind kind) {
        SessionConfig config = SessionConfig.of(RtspUri.parse(URI)).transports(kind);
        return describing(new Dialogue(config));
    }

    private static Dialogue describing(Dialogue camera) {
        camera.connect().expect("OPTIONS").answer("200 OK");
        return camera.expect("DESCRIBE").describe(Dialogue.SDP);
    }

    private static Dialogue playing(TransportKind kind, String session) {
        Dialogue camera = toSetUp(kind);
        if (kind == TransportKind.UDP) {
            camera.session.onPorts(new PortPair(40_000, 40_001), camera.now);
        }
        camera.expect("SETUP").answer("200 OK", "Session: " + session);
        return camera.expect("PLAY").answer("200 OK");
    }

    private static LeftBehind left() {
        Dialogue lost = playing(TransportKind.UDP, SESSION);
        lost.session.onDisconnected(null, lost.now);
        return Objects.requireNonNull(lost.session.leftBehind(lost.now));
    }

    /** The next connection, as far as it is let in. */
    private static Dialogue next(LeftBehind left) {
        SessionConfig config = SessionConfig.of(RtspUri.parse(URI)).transports(TransportKind.TCP);
        Dialogue camera = new Dialogue(config);
        camera.session.cleanUp(left);
        return describing(camera);
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
        LeftBehind left = left();
        next(new LeftBehind(left.peer(), left.uri(), left.id(), 1_000)).expect("SETUP");
        next(new LeftBehind("10.0.0.8:554", left.uri(), left.id(), Long.MAX_VALUE))
                .expect("SETUP");
    }

    @Test
    void nothingStaysWhereTheCameraHasHeardTheGoodbye() {
        Dialogue camera = playing(TransportKind.UDP, SESSION);
        camera.session.leave(camera.now);
        assertThat(camera.session.leftBehind(camera.now)).isNotNull();
        camera.expect("TEARDOWN").answer("200 OK");
        assertThat(camera.session.leftBehind(camera.now)).isNull();
    }

    @Test
    void whatComesOverTheConnectionEndsWithIt() {
        Dialogue camera = playing(TransportKind.TCP, SESSION);
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.session.leftBehind(camera.now)).isNull();
    }

    /** After a restart the camera may have given it to somebody else. */
    @Test
    void aNameThatIsNotOfChanceIsNotSaidGoodbyeTo() {
        Dialogue camera = playing(TransportKind.UDP, "1");
        camera.session.onDisconnected(null, camera.now);
        assertThat(camera.session.leftBehind(camera.now)).isNull();
    }
}
