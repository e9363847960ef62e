package reactor.valkka.ffmpeg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.DecodeLevel;

import java.util.ArrayList;
import java.util.List;

/**
 * Sees when the live streams of one thread fall behind, and has less of them decoded, until they do
 * not; and has more decoded again when that will fit. Streams of other threads would not help, so
 * each thread has its own.
 *
 * <pre>
 *   behind:  in each of two windows of 500 ms a stream's units began their turns more than 100 ms
 *            after they came, on average, and no less late than in the window before, while the
 *            thread was busy for 60 % of the time or more
 *            ─► a quarter of the load goes
 *   on time: for two seconds                ─► what fits into 80 % of the thread comes back, a
 *                                              level for a stream in a second
 *            every five seconds             ─► streams of the same priority change places
 * </pre>
 *
 * <p>Lateness alone would mistake a camera that sends in clumps for an overload, and business alone
 * a file, which takes what time is left.
 *
 * <p><b>Threads:</b> its worker's. Looks at the clock that it is given, at the ends of turns.
 */
final class OverloadGovernor {
    static final long WINDOW_NANOS = 500_000_000L;
    static final long LATE_NANOS = 100_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Decoders.class);
    private static final double BUSY = 0.6;
    private static final double STILL_LATE = 0.9;
    private static final int LATE_WINDOWS = 2;
    private static final int CALM_WINDOWS = 4;
    private static final int WINDOWS_BETWEEN_STEPS_UP = 2;
    private static final long TURN_NANOS = 5_000_000_000L;

    private final List<GovernedStream> streams = new ArrayList<>();
    private long windowNanos;
    private long restNanos;
    private long lastLatenessNanos;
    private int lateWindows;
    private int calmWindows;
    private long placesNanos;
    private boolean reduced;

    /** A live stream begins. */
    void join(GovernedStream stream, long nowNanos) {
        if (streams.isEmpty()) {
            begin(nowNanos);
            placesNanos = nowNanos;
            lastLatenessNanos = 0;
            lateWindows = 0;
            calmWindows = 0;
            reduced = false;
        }
        streams.add(stream);
    }

    /** A live stream ends. */
    void leave(GovernedStream stream) {
        if (streams.remove(stream)) {
            stream.leave();
        }
    }

    /** The thread had nothing to do. */
    void rested(long nanos) {
        restNanos += nanos;
    }

    /**
     * Looks whether a window is over, and decides.
     *
     * @param decoders of the thread, governed or not
     */
    void look(long nowNanos, int decoders) {
        long window = nowNanos - windowNanos;
        if (window < WINDOW_NANOS) {
            return;
        }
        double busy = Math.max(0, 1 - (double) restNanos / window);
        double other = busy;
        long lateness = 0;
        for (GovernedStream stream : streams) {
            double spent = (double) stream.costs().spentNanos() / window;
            lateness = Math.max(lateness, stream.meanLatenessNanos());
            stream.settle(nowNanos);
            other -= stream.costs().isKnown() ? spent : 0;
        }
        // What is not governed waits for its turns like all others: it cannot keep more of them.
        int others = Math.max(0, decoders - streams.size());
        double share = (double) others / (others + streams.size());
        decide(lateness, busy, Math.max(0, Math.min(other, share)), nowNanos);
        begin(nowNanos);
    }

    private void begin(long nowNanos) {
        windowNanos = nowNanos;
        restNanos = 0;
    }

    private void decide(long lateness, double busy, double other, long nowNanos) {
        boolean late = lateness > LATE_NANOS && busy >= BUSY;
        boolean better = lateness < STILL_LATE * lastLatenessNanos;
        lastLatenessNanos = lateness;
        if (!late) {
            lateWindows = 0;
            calmWindows++;
            recover(other, nowNanos);
            return;
        }
        calmWindows = 0;
        if (!better && ++lateWindows >= LATE_WINDOWS) {
            lateWindows = 0;
            LevelPlan.stepDown(streams, nowNanos);
            tell(lateness);
        }
    }

    private void recover(double other, long nowNanos) {
        if (calmWindows < CALM_WINDOWS) {
            return;
        }
        calmWindows -= WINDOWS_BETWEEN_STEPS_UP;
        LevelPlan.stepUp(streams, other, nowNanos);
        if (nowNanos - placesNanos >= TURN_NANOS) {
            placesNanos = nowNanos;
            LevelPlan.changePlaces(streams, other, nowNanos);
        }
        tell(0);
    }

    /** Only when it begins and when it is over: the counters and levels say the rest. */
    private void tell(long lateness) {
        long less = streams.stream()
                .filter(stream -> stream.level() != DecodeLevel.ALL)
                .count();
        if (less > 0 && !reduced) {
            LOG.warn(
                    "Decoding has fallen {} ms behind; less is decoded of {} of {} live streams",
                    lateness / 1_000_000,
                    less,
                    streams.size());
        } else if (less == 0 && reduced) {
            LOG.info("Decoding keeps up again with all of {} live streams", streams.size());
        }
        reduced = less > 0;
    }
}
