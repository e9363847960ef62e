package reactor.valkka.schedule;

import org.jspecify.annotations.Nullable;

/** Collects what a {@link PinnedScheduler} needs. */
public final class PinnedSchedulerBuilder {
    private static final int THREADS_MAX = 1024;

    final String name;
    int threads = 1;
    boolean nonBlocking;
    CpuSet cpus = CpuSet.unpinned();

    @Nullable
    CpuAffinity affinity;

    PinnedSchedulerBuilder(String name) {
        this.name = name;
    }

    /** Sets the number of threads. Default 1. */
    public PinnedSchedulerBuilder threads(int count) {
        if (count < 1 || count > THREADS_MAX) {
            throw new IllegalArgumentException(
                    name + " can have 1 to " + THREADS_MAX + " threads, not " + count);
        }
        threads = count;
        return this;
    }

    /**
     * Sets whether {@code block()} on these threads throws, and tools such as BlockHound watch
     * them. Default false.
     */
    public PinnedSchedulerBuilder nonBlocking(boolean enabled) {
        nonBlocking = enabled;
        return this;
    }

    /** Sets the processors; each thread is bound to one of them, in turn. Default: unpinned. */
    public PinnedSchedulerBuilder cpus(CpuSet set) {
        cpus = set;
        return this;
    }

    /** Sets how threads are bound. Default: {@link CpuAffinity#installed()}. */
    public PinnedSchedulerBuilder affinity(CpuAffinity binding) {
        affinity = binding;
        return this;
    }

    /** The scheduler; its threads start when they are needed. */
    public PinnedScheduler build() {
        if (!cpus.isUnpinned() && affinity == null) {
            affinity = CpuAffinity.installed();
        }
        return new PinnedScheduler(this);
    }
}
