package reactor.valkka.source.rtsp;

import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.rtsp.Replay;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * How far a recording was played, over all connections: where the next one begins, and whether
 * there is a next one. Most recorders flag the last unit; others just hang up or fall silent behind
 * it.
 *
 * <p><b>Threads:</b> one.
 */
final class ReplayProgress {

    private static final int INVALID_RANGE = 457;

    /** Two connections may reckon the time of the same unit a little differently. */
    private static final long SAME_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What becomes of a recording whose connection has failed. */
    enum Next {
        /** The rest is missing. */
        GO_ON,
        /** All of it has come. */
        COMPLETE,
        /** Units came without times, so that nobody knows where to go on. */
        LOST
    }

    private final Replay replay;
    private boolean any;
    private long latestNanos;
    private long resumedNanos;
    private long reachedNanos;
    private boolean nothingThere;

    ReplayProgress(Replay replay) {
        this.replay = replay;
    }

    /** A unit came. */
    void played(AccessUnitHeader header) {
        any = true;
        if (header.origin() == CaptureOrigin.FILE) {
            latestNanos = Math.max(latestNanos, header.capturedNanos());
            reachedNanos = Math.max(reachedNanos, header.capturedNanos());
        }
    }

    /** What the next connection asks for; a recorder begins with the key frame before that. */
    Replay begin() {
        nothingThere = false;
        resumedNanos = latestNanos;
        reachedNanos = 0;
        return latestNanos == 0 ? replay : replay.startingAt(latest());
    }

    /** The connection has failed because of this. */
    void failed(RtspException error) {
        nothingThere =
                error instanceof RtspStatusException refusal && refusal.status() == INVALID_RANGE;
    }

    /**
     * What is to be done behind a connection that has failed. One that came as far as the one
     * before it, and not further, has shown the end, and so has a recorder that has nothing there.
     */
    Next next() {
        Instant until = replay.until();
        if (latestNanos == 0) {
            return any ? Next.LOST : Next.GO_ON;
        }
        boolean all = until != null && !latest().isBefore(until);
        boolean nothingNew = latestNanos - resumedNanos <= SAME_NANOS
                && latestNanos - reachedNanos <= SAME_NANOS;
        return all || nothingNew || nothingThere ? Next.COMPLETE : Next.GO_ON;
    }

    private Instant latest() {
        return Instant.EPOCH.plusNanos(latestNanos);
    }
}
