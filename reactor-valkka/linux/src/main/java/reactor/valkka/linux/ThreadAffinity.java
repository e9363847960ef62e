package reactor.valkka.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;

import reactor.valkka.schedule.CpuAffinity;
import reactor.valkka.schedule.CpuSet;

/**
 * Binds threads to processors on Linux. Found by {@link CpuAffinity#installed()} where this module
 * is on the class path.
 *
 * <p><b>Threads:</b> safe for all; the system call does not block. The kernel lets the threads that
 * a bound thread starts inherit its processors.
 *
 * <p><b>Source:</b> sched_setaffinity(2).
 */
public final class ThreadAffinity implements CpuAffinity {
    private static final int CALLING_THREAD = 0;

    static {
        Native.register(ThreadAffinity.class, "c");
    }

    /** For the service loader; loads what is native. */
    public ThreadAffinity() {}

    /**
     * {@inheritDoc}
     *
     * @throws AffinityException if the kernel refuses
     */
    @Override
    public void bindCurrentThread(CpuSet cpus) {
        long[] mask = mask(cpus);
        try {
            sched_setaffinity(
                    CALLING_THREAD, new NativeLong((long) mask.length * Long.BYTES), mask);
        } catch (LastErrorException e) {
            throw new AffinityException(Thread.currentThread().getName(), cpus, e.getErrorCode());
        }
    }

    /** A bit for each processor, in words of 64 bits. */
    private static long[] mask(CpuSet cpus) {
        int last = cpus.cpus().get(cpus.cpus().size() - 1);
        long[] mask = new long[last / Long.SIZE + 1];
        for (int cpu : cpus.cpus()) {
            mask[cpu / Long.SIZE] |= 1L << cpu;
        }
        return mask;
    }

    @SuppressWarnings({"checkstyle:MethodName", "MemberName"}) // named as in the C library
    private static native int sched_setaffinity(int thread, NativeLong maskBytes, long[] mask)
            throws LastErrorException;
}
