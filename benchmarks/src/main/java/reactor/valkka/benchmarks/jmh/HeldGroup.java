package reactor.valkka.benchmarks.jmh;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.pool.FramePool;

/**
 * The units of one group, held all the time, of which each step of a benchmark gets a reference:
 * so a step costs one {@code share()} and one {@code close()} beside what it measures.
 */
final class HeldGroup implements AutoCloseable {
    private static final int POOL_BYTES = 8 << 20;

    private final FramePool pool =
            FramePool.builder("held").capacityBytes(POOL_BYTES).build().warmup();
    private final AccessUnit[] units = new AccessUnit[Group.UNITS];
    private final StreamSetup setup;
    private int next;

    HeldGroup(Group group) {
        UnitSource source = new UnitSource(pool.share(StreamId.of("cam"), 0), group, 0);
        setup = source.setup();
        for (int i = 0; i < units.length; i++) {
            units[i] = source.next();
        }
    }

    StreamSetup setup() {
        return setup;
    }

    /** A reference of its own to the next unit. */
    AccessUnit next() {
        AccessUnit unit = units[next];
        next = next + 1 == units.length ? 0 : next + 1;
        return unit.share();
    }

    @Override
    public void close() {
        for (AccessUnit unit : units) {
            unit.close();
        }
        pool.dispose();
    }
}
