package reactor.valkka.source.rtsp;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.netty.resources.LoopResources;
import reactor.valkka.ValkkaException;
import reactor.valkka.schedule.CpuAffinity;
import reactor.valkka.schedule.CpuSet;
import reactor.valkka.schedule.ThreadRole;

/** Makes event loops that run on the processors of their role. */
final class NetThreads {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);

    private NetThreads() {}

    static LoopResources create(int threads) {
        LoopResources loops = LoopResources.create(ThreadRole.NET.threadName(), threads, true);
        CpuSet cpus = ThreadRole.NET.cpus();
        if (!cpus.isUnpinned()) {
            bind(loops.onClient(LoopResources.DEFAULT_NATIVE), cpus, CpuAffinity.installed());
        }
        return loops;
    }

    /** Binds each thread of a group to one of the processors, in turn. */
    static void bind(EventLoopGroup group, CpuSet cpus, CpuAffinity affinity) {
        int index = 0;
        for (EventExecutor loop : group) {
            CpuSet own = cpus.forThread(index++);
            loop.execute(() -> bindCurrentThread(own, affinity));
        }
    }

    private static void bindCurrentThread(CpuSet cpus, CpuAffinity affinity) {
        try {
            affinity.bindCurrentThread(cpus);
        } catch (ValkkaException e) {
            LOG.warn("Thread {} is not bound to CPU {}", Thread.currentThread().getName(), cpus, e);
        }
    }
}
