package reactor.valkka.spi;

import reactor.valkka.Overflow;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Frame;

/**
 * How an {@link Outlet} treats what waits.
 *
 * @param overflow what bounds it
 * @param consumer name of whoever takes the frames, for messages and the pool's ledger
 * @param counters where drops are counted
 * @param onDrop what a drop is counted as
 */
public record OutletConfig<F extends Frame>(
        Overflow<? super F> overflow, String consumer, Counters counters, Counter onDrop) {}
