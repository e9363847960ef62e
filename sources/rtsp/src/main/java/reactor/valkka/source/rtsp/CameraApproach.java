package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.rtsp.LeftBehind;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.Replay;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.TransportFailure;
import reactor.valkka.rtsp.TransportKind;

import java.time.Duration;

/** The way to a camera: in turn, with one login for each device, and after a break where it was. */
final class CameraApproach implements Approach {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);

    private final CameraRun run;
    private final SourceConfig config;
    private final LeftBehind leftBehind = new LeftBehind();
    private @Nullable Admission admission;
    private SessionConfig session;
    private final @Nullable ReplayProgress progress;

    CameraApproach(CameraRun run, SourceConfig config) {
        this.run = run;
        this.config = config;
        session = config.session();
        Replay replay = session.replay();
        progress = replay == null ? null : new ReplayProgress(replay);
    }

    CameraRun run() {
        return run;
    }

    SourceConfig config() {
        return config;
    }

    /** What the next connection asks for: after a break, the rest of a recording. */
    SessionConfig session() {
        return session;
    }

    /** What connections have left at the camera, and the next one that is let in cleans up. */
    LeftBehind leftBehind() {
        return leftBehind;
    }

    @Override
    public void begin() {
        if (progress != null) {
            session = session.replay(progress.begin());
        }
        end();
        Admission next = new Admission(this, LoginGuard.shared());
        admission = next;
        next.begin();
    }

    /** It is our turn. */
    void admitted() {
        run.connecting();
        run.open(new CameraLink(run, this));
    }

    /** The device has refused our credentials before, and is not asked again. */
    void withheld(RtspAuthenticationException before, Duration remaining) {
        run.withheld(before, remaining);
    }

    /** Somebody has taken the credentials: the camera, or where it has sent us. */
    void loggedIn(String peer) {
        if (admission != null) {
            admission.loggedIn(peer);
        }
    }

    /** The camera has granted what we asked for, whoever we are. */
    void granted() {
        if (admission != null) {
            admission.granted();
        }
    }

    /** A transport does not work with this camera. */
    void transportFailed(TransportKind kind, TransportFailure reason) {
        if (config.transport().memory().note(kind, reason)) {
            LOG.info(
                    "{}: {} does not work ({}), trying another one",
                    config.stream().stream(),
                    kind,
                    reason);
        }
    }

    @Override
    public ReceiverOptions receiver() {
        return session.receiver();
    }

    @Override
    public boolean isOnDemand() {
        return progress != null;
    }

    @Override
    public void played(AccessUnitHeader header) {
        if (progress != null) {
            progress.played(header);
        }
    }

    @Override
    public ReplayProgress.Next next() {
        return progress == null ? ReplayProgress.Next.GO_ON : progress.next();
    }

    @Override
    public void failed(RtspException error, Duration wait) {
        if (progress != null) {
            progress.failed(error);
        }
        if (admission != null) {
            admission.failed(error, wait);
        }
    }

    @Override
    public void end() {
        if (admission != null) {
            admission.end();
        }
    }
}
