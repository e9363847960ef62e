package reactor.valkka.benchmarks.fanout;

import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Looks for the most readers who all get everything: doubles until they do not, then halves the
 * distance until it is an eighth. What fails is tried twice, as something else may have kept the
 * machine busy, unless they did not even get in. Begins nothing more when its time is over.
 */
final class FanoutSearch {

    private static final int FIRST = 100;
    private static final int FINENESS = 8;

    private final IntFunction<FanoutFigures> trial;
    private final int most;
    private final long deadlineNanos;
    private final Consumer<String> log;

    /**
     * @param trial measures so many readers
     * @param most readers at most
     * @param deadlineNanos on the clock of {@link System#nanoTime()}
     * @param log told each line of the table
     */
    FanoutSearch(
            IntFunction<FanoutFigures> trial, int most, long deadlineNanos, Consumer<String> log) {
        this.trial = trial;
        this.most = most;
        this.deadlineNanos = deadlineNanos;
        this.log = log;
    }

    /** Searches; 0 if there was loss with the fewest. */
    int run() {
        log.accept(FanoutFigures.heading());
        int good = 0;
        int bad = most + 1;
        int next = Math.min(FIRST, most);
        while (next > good && !isOver()) {
            if (succeeds(next)) {
                good = next;
            } else {
                bad = next;
            }
            next = next(good, bad);
        }
        return good;
    }

    private int next(int good, int bad) {
        if (bad > most) {
            return Math.min(most, 2 * good);
        }
        return bad - good > Math.max(1, good / FINENESS) ? (good + bad) / 2 : good;
    }

    private boolean succeeds(int count) {
        FanoutFigures first = measure(count);
        boolean again = !first.isComplete() && first.report().readers() == count && !isOver();
        return again ? measure(count).isComplete() : first.isComplete();
    }

    private FanoutFigures measure(int count) {
        FanoutFigures figures = trial.apply(count);
        log.accept(figures.row());
        return figures;
    }

    private boolean isOver() {
        return System.nanoTime() - deadlineNanos > 0;
    }
}
