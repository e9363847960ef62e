package reactor.valkka.benchmarks.decodeall;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How differently cameras are served: of each ten seconds the difference between the camera with
 * the most pictures and the one with the fewest, as a part of their mean. One thread at a time.
 */
final class Fairness {

    private static final int SECONDS = 10;

    private final Deque<long[]> seconds = new ArrayDeque<>();
    private double worst = Double.NaN;

    /** Takes how many pictures each camera has had; once a second. */
    synchronized void second(long[] pictures) {
        seconds.addLast(pictures);
        if (seconds.size() <= SECONDS) {
            return;
        }
        long[] before = seconds.removeFirst();
        long most = 0;
        long fewest = Long.MAX_VALUE;
        long sum = 0;
        for (int i = 0; i < pictures.length; i++) {
            long came = pictures[i] - before[i];
            most = Math.max(most, came);
            fewest = Math.min(fewest, came);
            sum += came;
        }
        double spread = sum == 0 ? 1 : (most - fewest) * (double) pictures.length / sum;
        worst = Double.isNaN(worst) ? spread : Math.max(worst, spread);
    }

    /** The worst since the mark; NaN before there were ten seconds. */
    synchronized double worst() {
        return worst;
    }

    synchronized void mark() {
        seconds.clear();
        worst = Double.NaN;
    }
}
