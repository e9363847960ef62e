package reactor.valkka.source.rtsp;

import reactor.netty.resources.LoopResources;
import reactor.valkka.pool.FramePool;

/** What sources use where they are not given anything else; made when it is first needed. */
final class Defaults {

    private static final int NET_THREADS_MAX = 4;
    private static final long POOL_BYTES = 256L << 20;

    private Defaults() {}

    /** One to four event loops, {@code valkka-net-*}, shared by all sources. */
    static LoopResources loops() {
        return Loops.SHARED;
    }

    /** A pool of at most 256 MiB, taken from the system as it is needed, shared by all sources. */
    static FramePool pool() {
        return Pool.SHARED;
    }

    private static final class Loops {
        static final LoopResources SHARED = NetThreads.create(
                Math.min(NET_THREADS_MAX, Runtime.getRuntime().availableProcessors()));
    }

    private static final class Pool {
        static final FramePool SHARED =
                FramePool.builder("rtsp").capacityBytes(POOL_BYTES).build();
    }
}
