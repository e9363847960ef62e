package reactor.valkka.fuzz;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/**
 * Sees to it that a target allocates no more than its input deserves: {@value #FIXED_BYTES} bytes
 * and {@value #BYTES_PER_BYTE} for each byte of input. What is written in bold numbers into an
 * input must not be believed before as much has come.
 */
final class BoundedTarget implements FuzzTarget {
    static final long FIXED_BYTES = 512 * 1024;
    static final long BYTES_PER_BYTE = 256;

    private static final int REPETITIONS_MAX = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final FuzzTarget target;

    BoundedTarget(FuzzTarget target) {
        this.target = target;
    }

    /** What is allocated only once does not count: when classes are loaded and calls linked. */
    @Override
    public void run(byte[] input) {
        long allowed = FIXED_BYTES + BYTES_PER_BYTE * input.length;
        long least = allocated(input);
        for (int i = 0; i < REPETITIONS_MAX && least > allowed; i++) {
            least = Math.min(least, allocated(input));
        }
        if (least > allowed) {
            throw new IllegalStateException("An input of " + input.length + " bytes made " + least
                    + " bytes be allocated, allowed are " + allowed);
        }
    }

    private long allocated(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.run(input);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
