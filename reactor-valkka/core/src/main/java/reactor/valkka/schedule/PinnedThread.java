package reactor.valkka.schedule;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.scheduler.NonBlocking;
import reactor.valkka.ValkkaException;

import java.util.concurrent.ThreadFactory;

/** Binds itself to its processors before it does anything else. */
class PinnedThread extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(PinnedScheduler.class);

    private final CpuSet cpus;
    private final @Nullable CpuAffinity affinity;

    private PinnedThread(Runnable task, String name, CpuSet cpus, @Nullable CpuAffinity affinity) {
        super(task, name);
        this.cpus = cpus;
        this.affinity = affinity;
        setDaemon(true);
    }

    /** Makes the n-th thread of a scheduler; the same again if it should ever die. */
    static ThreadFactory factory(PinnedSchedulerBuilder settings, int index) {
        String name = settings.name + "-" + (index + 1);
        CpuSet cpus = settings.cpus.forThread(index);
        CpuAffinity affinity = settings.affinity;
        return settings.nonBlocking
                ? task -> new NeverBlocking(task, name, cpus, affinity)
                : task -> new PinnedThread(task, name, cpus, affinity);
    }

    @Override
    public void run() {
        if (affinity != null && !cpus.isUnpinned()) {
            try {
                affinity.bindCurrentThread(cpus);
            } catch (ValkkaException e) {
                LOG.warn("Thread {} is not bound to CPU {}", getName(), cpus, e);
            }
        }
        super.run();
    }

    private static final class NeverBlocking extends PinnedThread implements NonBlocking {
        NeverBlocking(Runnable task, String name, CpuSet cpus, @Nullable CpuAffinity affinity) {
            super(task, name, cpus, affinity);
        }
    }
}
