package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.SessionConfig;

import java.time.Duration;

/**
 * What stands before one connection: the login of another stream of the same device, then the turn
 * among all cameras. It lives as long as the connection, or the wait behind one that was refused,
 * and tells the {@link LoginGuard} what came of it. All on the event loop of its run.
 */
final class Admission implements LoginGuard.Applicant {

    private final CameraApproach approach;
    private final CameraRun run;
    private final SourceConfig config;
    private final LoginGuard guard;
    private final LoginGuard.@Nullable Account account;
    private LoginGuard.@Nullable Attempt attempt;
    private @Nullable Disposable turn;
    private boolean pardoned;
    private boolean over;

    Admission(CameraApproach approach, LoginGuard guard) {
        this.approach = approach;
        this.guard = guard;
        run = approach.run();
        config = approach.config();
        account = account(config.session());
    }

    static LoginGuard.@Nullable Account account(SessionConfig session) {
        Credentials credentials = session.credentials();
        return credentials == null
                ? null
                : new LoginGuard.Account(session.uri().peer(), credentials);
    }

    /** Asks for a connection; answered by {@link CameraApproach#admitted}. */
    void begin() {
        if (account == null) {
            queueUp();
        } else if (guard.apply(account, this)) {
            run.waiting(CameraState.Waiting.For.LOGIN);
        }
    }

    @Override
    public void mayLogIn(LoginGuard.Attempt allowed) {
        if (!run.execute(() -> loggingIn(allowed))) {
            allowed.dispose();
        }
    }

    private void loggingIn(LoginGuard.Attempt allowed) {
        if (over) {
            allowed.dispose();
        } else {
            attempt = allowed;
            queueUp();
        }
    }

    @Override
    public void refused(RtspAuthenticationException before, Duration remaining) {
        boolean told = run.execute(() -> {
            if (!over) {
                withheld(before, remaining);
            }
        });
        if (!told) {
            giveUp();
        }
    }

    /** Waits, or asks again where the device has changed its mind before we heard of that. */
    private void withheld(RtspAuthenticationException before, Duration remaining) {
        if (pardoned) {
            pardoned = false;
            begin();
        } else {
            approach.withheld(before, remaining);
        }
    }

    @Override
    public void pardoned() {
        run.execute(() -> {
            if (!over) {
                pardoned = !run.endWait();
            }
        });
    }

    private void queueUp() {
        boolean[] inTurn = {false};
        String host = config.session().uri().peer();
        turn = config.governor().enqueue(host, config.priority(), () -> {
            inTurn[0] = true;
            run.execute(this::inTurn);
        });
        if (!inTurn[0]) {
            run.waiting(CameraState.Waiting.For.TURN);
        }
    }

    private void inTurn() {
        if (!over) {
            approach.admitted();
        }
    }

    /** Somebody has taken the credentials, which proves something where it is our device. */
    void loggedIn(String peer) {
        if (attempt != null && isDevice(peer)) {
            attempt.granted();
        }
    }

    /** The camera let us in, with our credentials or without. */
    void granted() {
        if (attempt != null) {
            attempt.over();
        }
    }

    /** The connection has failed. Where the device has refused us, it may change its mind. */
    void failed(RtspException error, Duration wait) {
        LoginGuard.Attempt tried = attempt;
        if (tried != null
                && error instanceof RtspAuthenticationException refusal
                && isOfTheAccount(refusal)) {
            tried.refused(refusal, wait);
        } else {
            end();
        }
    }

    /** Whether the device itself has seen the credentials, and not one that it sent us to. */
    private boolean isOfTheAccount(RtspAuthenticationException refusal) {
        return refusal.verdict() == Authenticator.Verdict.REFUSED && isDevice(refusal.peer());
    }

    private boolean isDevice(String peer) {
        return account != null && account.peer().equals(peer);
    }

    /** Nobody wants the connection any more, or the next one comes. */
    void end() {
        over = true;
        if (turn != null) {
            turn.dispose();
        }
        if (attempt != null) {
            attempt.dispose();
        }
        giveUp();
    }

    private void giveUp() {
        if (account != null) {
            guard.giveUp(account, this);
        }
    }
}
