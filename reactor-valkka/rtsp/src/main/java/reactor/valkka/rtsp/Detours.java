package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspUri;

import java.util.function.Supplier;

/** What leads away from the straight dialogue: challenges, redirects, the camera's own requests. */
final class Detours {

    private static final int UNAUTHORIZED = 401;

    private final RtspClientSession session;
    private final Supplier<String> cnonces;
    private final Redirects redirects;
    private Authenticator authenticator;
    private boolean answering;
    private boolean closedOnChallenge;
    private boolean loggedIn;

    Detours(SessionConfig config, Supplier<String> cnonces, RtspClientSession session) {
        this.session = session;
        this.cnonces = cnonces;
        redirects = new Redirects(config);
        authenticator = new Authenticator(config.credentials(), cnonces);
    }

    /** Where the camera is now. */
    RtspUri uri() {
        return redirects.uri();
    }

    /** Knows who we are there. */
    Authenticator authenticator() {
        return authenticator;
    }

    /** The dialogue begins anew on another connection. */
    void onNewConnection() {
        answering = false;
        loggedIn = false;
        authenticator.onNewConnection();
    }

    /** Deals with an answer; false where it is none of a detour. */
    boolean takes(RtspRequest request, RtspResponse response, long now) {
        answering = false;
        if (response.status() == UNAUTHORIZED) {
            onChallenge(request, response, now);
        } else if (redirects.isRedirect(response)) {
            onRedirect(request, response, now);
        } else {
            authenticator.onGranted();
            noteLogin(response);
            return false;
        }
        return true;
    }

    /** What was granted with credentials shows that they are right; what is refused does not. */
    private void noteLogin(RtspResponse response) {
        if (!loggedIn && response.isSuccess() && authenticator.isProven()) {
            loggedIn = true;
            session.emit(new SessionAction.LoggedIn(session.peer()));
        }
    }

    private void onChallenge(RtspRequest request, RtspResponse response, long now) {
        Authenticator.Verdict verdict = authenticator.onUnauthorized(response);
        if (verdict == Authenticator.Verdict.RETRY) {
            session.emit(new SessionAction.Authenticating());
            answering = true;
            session.send(request);
        } else {
            refused(verdict, now);
        }
    }

    private void refused(Authenticator.Verdict verdict, long now) {
        session.fail(
                new RtspAuthenticationException(verdict, session.stage(), session.peer()), now);
    }

    /**
     * The connection has ended; false where that is no detour. Some cameras close it with each 401,
     * and listen to the answer on another one. Where that ends, too, nobody has refused anything:
     * that would be another 401.
     */
    boolean takesEnd(long now) {
        if (!answering) {
            return false;
        }
        answering = false;
        if (closedOnChallenge) {
            return false;
        }
        closedOnChallenge = true;
        session.connectAnew(ConnectReason.CLOSED_ON_CHALLENGE, now);
        return true;
    }

    private void onRedirect(RtspRequest request, RtspResponse response, long now) {
        if (redirects.isExhausted()) {
            String what = "redirected " + Redirects.MAX + " times, at last by " + session.peer();
            session.fail(new RtspProtocolException(what, session.stage(), session.peer()), now);
        } else if (!move(response.headers().first("Location"), now)) {
            session.refused(request, response, now);
        }
    }

    /** Answers what the camera asks of us, which may be to go elsewhere, or to go. */
    void onRequest(RtspRequest request, boolean leaving, long now) {
        boolean elsewhere = request.is(RtspMethod.REDIRECT) && !leaving;
        boolean harmless = request.is(RtspMethod.OPTIONS)
                || request.is(RtspMethod.GET_PARAMETER)
                || request.is(RtspMethod.SET_PARAMETER);
        boolean playing = session.stage().compareTo(Stage.FIRST_PACKET) >= 0;
        boolean over = request.is(RtspMethod.TEARDOWN) && playing && !leaving;
        int status = elsewhere || harmless || over ? 200 : 501;
        session.emit(new SessionAction.Send(RtspResponse.to(request, status)));
        if (elsewhere) {
            move(request.headers().first("Location"), now);
        }
        if (over) {
            session.onBye(now);
        }
    }

    /** Goes where a header says; false where it names no place that we could go to. */
    private boolean move(@Nullable String location, long now) {
        if (redirects.follow(location) == null) {
            return false;
        }
        if (redirects.isElsewhere()) {
            authenticator = new Authenticator(redirects.credentials(), cnonces);
        }
        session.connectAnew(ConnectReason.MOVED, now);
        return true;
    }
}
