package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * The life of a {@link DescribedSession}: nobody is asked for anything, but each wait is bounded
 * and each end has a reason.
 *
 * <p><b>Shape:</b> a state machine as {@link RtspClientSession}: the driver tells it what happened
 * and what time it is, takes the actions out with {@link #poll()} until there are none, and calls
 * {@link #onTime} at {@link #wakeNanos()} at the latest. Of all actions it has {@code Playing} with
 * the first packet, {@code Report}, {@code Failed} and {@code Close}.
 *
 * <pre>
 * SETUP ─ FIRST_PACKET ─ FIRST_KEY_FRAME ─ PLAYING
 *     any stage: deadline, goodbye, no way ─► Failed, Close
 * </pre>
 *
 * <p><b>Threads:</b> one. <b>Errors:</b> at most one {@link SessionAction.Failed}. <b>Units:</b>
 * nanoseconds of any monotonic clock.
 */
public final class DescribedPlay implements MediaSession {

    private final ArrayDeque<SessionAction> actions = new ArrayDeque<>();
    private final Deadlines deadlines;
    private final long reportNanos;
    private final String place;

    private Stage stage = Stage.SETUP;
    private long stageSince;
    private long lastMedia;
    private long nextReport;
    private boolean keyFrameSeen;
    private boolean closed;

    /**
     * Begins now: ports are to be opened.
     *
     * @param deadlines how long each stage may take
     * @param reportInterval between receiver reports
     * @param place where packets are awaited, for the messages of errors
     * @param now the time
     */
    public DescribedPlay(Deadlines deadlines, Duration reportInterval, String place, long now) {
        this.deadlines = deadlines;
        this.place = place;
        reportNanos = reportInterval.toNanos();
        stageSince = now;
    }

    @Override
    public Stage stage() {
        return stage;
    }

    /** The next action, or {@code null} where there is none for now. */
    public @Nullable SessionAction poll() {
        return actions.poll();
    }

    /** The ports are open and the groups joined. */
    public void onListening(long now) {
        if (stage == Stage.SETUP) {
            nextReport = now + reportNanos;
            enter(Stage.FIRST_PACKET, now);
        }
    }

    /** A port could not be opened, or a group not be joined. */
    public void onNoWay(Throwable cause, long now) {
        String what = "cannot be listened to" + NetworkReason.of(cause);
        fail(new RtspConnectionException(what, stage, place, cause), now);
    }

    @Override
    public void onMedia(long now) {
        lastMedia = now;
        if (stage.compareTo(Stage.FIRST_PACKET) <= 0 && !closed) {
            onListening(now);
            enter(keyFrameSeen ? Stage.PLAYING : Stage.FIRST_KEY_FRAME, now);
            actions.add(new SessionAction.Playing());
        }
    }

    @Override
    public void onKeyFrame(long now) {
        keyFrameSeen = true;
        if (stage == Stage.FIRST_KEY_FRAME) {
            enter(Stage.PLAYING, now);
        }
    }

    @Override
    public void onBye(long now) {
        fail(new RtspConnectionException("the sender ended the stream", stage, place, null), now);
    }

    /** Time has passed. */
    public void onTime(long now) {
        if (closed) {
            return;
        }
        if (now - deadline() >= 0) {
            fail(new RtspTimeoutException(stage, deadlines.of(stage), place), now);
        } else if (isListening() && now - nextReport >= 0) {
            nextReport = now + reportNanos;
            actions.add(new SessionAction.Report());
        }
    }

    /**
     * When {@link #onTime} wants to be called at the latest; {@code Long.MAX_VALUE} once closed.
     */
    public long wakeNanos() {
        if (closed) {
            return Long.MAX_VALUE;
        }
        long deadline = deadline();
        return isListening() && nextReport - deadline < 0 ? nextReport : deadline;
    }

    private boolean isListening() {
        return stage.compareTo(Stage.FIRST_PACKET) >= 0;
    }

    private long deadline() {
        long since = stage == Stage.PLAYING ? lastMedia : stageSince;
        return since + deadlines.of(stage).toNanos();
    }

    /** Nobody wants the stream any more. */
    public void leave() {
        if (!closed) {
            closed = true;
            actions.add(new SessionAction.Close());
        }
    }

    private void fail(RtspException error, long now) {
        if (!closed) {
            error.situate(Duration.ofNanos(Math.max(0, now - stageSince)), "");
            actions.add(new SessionAction.Failed(error));
            leave();
        }
    }

    private void enter(Stage next, long now) {
        stage = next;
        stageSince = now;
    }
}
