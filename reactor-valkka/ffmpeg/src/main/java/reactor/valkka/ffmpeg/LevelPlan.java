package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.DecodeLevel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Who goes down and who comes up. The lowest priority goes all the way down before the next one
 * begins, and comes up last; among equals the best off goes down first and the worst off comes up
 * first, and of those who are equally well off the one that has been so the longest.
 */
final class LevelPlan {
    private static final double SHED = 0.25;
    private static final double FULL = 0.8;

    /** A level that saves less than this share of a stream's load is passed over. */
    private static final double WORTH = 0.02;

    private static final DecodeLevel[] LEVELS = DecodeLevel.values();

    private static final Comparator<GovernedStream> FIRST_DOWN = Comparator.comparingInt(
                    GovernedStream::priority)
            .thenComparing(GovernedStream::level)
            .thenComparingLong(GovernedStream::levelSinceNanos);

    private static final Comparator<GovernedStream> FIRST_UP = Comparator.comparingInt(
                    GovernedStream::priority)
            .thenComparing(GovernedStream::level)
            .reversed()
            .thenComparingLong(GovernedStream::levelSinceNanos);

    private LevelPlan() {}

    /** Takes a quarter of the load away. */
    static void stepDown(List<GovernedStream> streams, long nowNanos) {
        double excess = SHED * load(streams);
        while (excess > 0) {
            GovernedStream next = firstDown(streams);
            if (next == null) {
                return;
            }
            double before = next.load();
            next.level(below(next), nowNanos);
            excess -= before - next.load();
        }
    }

    private static @Nullable GovernedStream firstDown(List<GovernedStream> streams) {
        GovernedStream first = null;
        for (GovernedStream stream : streams) {
            if (stream.level() != DecodeLevel.FEW_KEY_FRAMES
                    && stream.load() > 0
                    && (first == null || FIRST_DOWN.compare(stream, first) < 0)) {
                first = stream;
            }
        }
        return first;
    }

    /**
     * Lets those come up a level for whom there is room; what is not enough for one that may fit
     * some time is not given to a lower priority.
     *
     * @param other the share of the thread that is taken by what is not governed
     */
    static void stepUp(List<GovernedStream> streams, double other, long nowNanos) {
        double room = FULL - other - load(streams);
        if (room <= 0) {
            return;
        }
        int waiting = Integer.MIN_VALUE;
        for (GovernedStream stream : sorted(streams, FIRST_UP)) {
            if (stream.priority() < waiting) {
                return;
            }
            if (stream.level() != DecodeLevel.ALL) {
                DecodeLevel above = above(stream);
                double more = stream.costs().load(above) - stream.load();
                if (more <= room) {
                    room -= more;
                    stream.level(above, nowNanos);
                } else if (other + stream.costs().load(above) <= FULL) {
                    waiting = stream.priority();
                }
            }
        }
    }

    /**
     * Lets two of each priority change places, where not all are equally well off; those of a lower
     * one only for what they give up themselves, as long as a higher one has not got everything.
     */
    static void changePlaces(List<GovernedStream> streams, double other, long nowNanos) {
        List<GovernedStream> order = sorted(streams, FIRST_UP);
        boolean waiting = false;
        int from = 0;
        while (from < order.size()) {
            int to = from + 1;
            while (to < order.size()
                    && order.get(to).priority() == order.get(from).priority()) {
                to++;
            }
            List<GovernedStream> equals = order.subList(from, to);
            double room = waiting ? 0 : FULL - other - load(streams);
            swapOne(equals, Math.max(0, room), nowNanos);
            waiting |= equals.stream().anyMatch(each -> each.level() != DecodeLevel.ALL);
            from = to;
        }
    }

    /**
     * Among those whose level is in force.
     *
     * @param equals worst off first
     */
    private static void swapOne(List<GovernedStream> equals, double room, long nowNanos) {
        List<GovernedStream> settled =
                equals.stream().filter(each -> !each.isComingUp()).toList();
        if (settled.isEmpty()) {
            return;
        }
        GovernedStream best = Collections.min(settled, FIRST_DOWN);
        for (GovernedStream worst : settled) {
            if (worst.level() == best.level()) {
                return;
            }
            double more = worst.costs().load(best.level())
                    + best.costs().load(worst.level())
                    - worst.load()
                    - best.load();
            if (more <= room + WORTH) {
                DecodeLevel better = best.level();
                best.level(fitting(best, worst.level()), nowNanos);
                worst.level(fitting(worst, better), nowNanos);
                return;
            }
        }
    }

    private static List<GovernedStream> sorted(
            List<GovernedStream> streams, Comparator<GovernedStream> order) {
        List<GovernedStream> sorted = new ArrayList<>(streams);
        sorted.sort(order);
        return sorted;
    }

    private static double load(List<GovernedStream> streams) {
        double sum = 0;
        for (GovernedStream stream : streams) {
            sum += stream.load();
        }
        return sum;
    }

    /** The next level down; without disposable units, the one after. */
    private static DecodeLevel below(GovernedStream stream) {
        DecodeLevel next = LEVELS[stream.level().ordinal() + 1];
        return next == DecodeLevel.WITHOUT_DISPOSABLE && !hasDisposable(stream)
                ? DecodeLevel.KEY_FRAMES
                : next;
    }

    private static DecodeLevel above(GovernedStream stream) {
        return fitting(stream, LEVELS[stream.level().ordinal() - 1]);
    }

    private static DecodeLevel fitting(GovernedStream stream, DecodeLevel level) {
        return level == DecodeLevel.WITHOUT_DISPOSABLE && !hasDisposable(stream)
                ? DecodeLevel.ALL
                : level;
    }

    private static boolean hasDisposable(GovernedStream stream) {
        double all = stream.costs().load(DecodeLevel.ALL);
        return all - stream.costs().load(DecodeLevel.WITHOUT_DISPOSABLE) > WORTH * all;
    }
}
