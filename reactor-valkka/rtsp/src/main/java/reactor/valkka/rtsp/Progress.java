package reactor.valkka.rtsp;

import java.time.Duration;

/** Where a session stands, since when, and when it has stood there for too long. */
final class Progress {

    private final Deadlines deadlines;
    private final long trialNanos;
    private Stage stage = Stage.RESOLVE;
    private long since;
    private long lastMedia;
    private boolean mediaSeen;
    private boolean keyFrameSeen;
    private boolean paused;

    Progress(SessionConfig config, long now) {
        deadlines = config.deadlines();
        trialNanos = config.transportTrial().toNanos();
        since = now;
    }

    Stage stage() {
        return stage;
    }

    void enter(Stage next, long now) {
        stage = next;
        since = now;
    }

    /** All begins anew on another connection. */
    void restart(long now) {
        paused = false;
        mediaSeen = false;
        keyFrameSeen = false;
        enter(Stage.RESOLVE, now);
    }

    /** Whether the camera has agreed to play. */
    boolean isPlayed() {
        return stage.compareTo(Stage.FIRST_PACKET) >= 0;
    }

    /** PLAY was granted; packets may have come before. */
    void played(long now) {
        enter(Stage.FIRST_PACKET, now);
        if (mediaSeen) {
            lastMedia = now;
            enter(keyFrameSeen ? Stage.PLAYING : Stage.FIRST_KEY_FRAME, now);
        }
    }

    void onMedia(long now) {
        lastMedia = now;
        if (!mediaSeen) {
            mediaSeen = true;
            if (stage == Stage.FIRST_PACKET) {
                enter(keyFrameSeen ? Stage.PLAYING : Stage.FIRST_KEY_FRAME, now);
            }
        }
    }

    void onKeyFrame(long now) {
        if (!keyFrameSeen) {
            keyFrameSeen = true;
            if (stage == Stage.FIRST_KEY_FRAME) {
                enter(Stage.PLAYING, now);
            }
        }
    }

    /** The connection is not read: silence is ours. */
    void pause() {
        paused = isPlayed();
    }

    void resume(long now) {
        if (paused) {
            paused = false;
            lastMedia = now;
            since = now;
        }
    }

    boolean isPaused() {
        return paused;
    }

    /** How long the stage has lasted. */
    Duration lasted(long now) {
        return Duration.ofNanos(Math.max(0, now - since));
    }

    /** How long the stage may last. */
    Duration allowed() {
        return deadlines.of(stage);
    }

    /** When the stage has lasted too long, which does not count while it is paused. */
    long deadline() {
        return (stage == Stage.PLAYING ? lastMedia : since) + allowed().toNanos();
    }

    /** Whether the first packet is awaited, which another kind of transport may bring. */
    boolean isOnTrial() {
        return stage == Stage.FIRST_PACKET && !paused;
    }

    /** When another kind of transport is tried. */
    long trialEnd() {
        return since + trialNanos;
    }

    /** The earlier one of two times. */
    static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
