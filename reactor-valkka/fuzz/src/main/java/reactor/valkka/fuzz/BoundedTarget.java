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
    private static final int REPETITIONS_BEFORE_ANOTHER_TRY = 1;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** What to do with an input that costs too much. */
    @FunctionalInterface
    interface Excess {
        void of(byte[] input, long bytes, long allowed);
    }

    private final FuzzTarget target;
    private final Excess excess;
    private final int repetitionsMax;

    /** It fails where more is allocated. */
    BoundedTarget(FuzzTarget target) {
        this(target, BoundedTarget::fail, REPETITIONS_MAX);
    }

    /** What seems to allocate more is told of, and tried again elsewhere. */
    BoundedTarget(FuzzTarget target, Excess excess) {
        this(target, excess, REPETITIONS_BEFORE_ANOTHER_TRY);
    }

    private BoundedTarget(FuzzTarget target, Excess excess, int repetitionsMax) {
        this.target = target;
        this.excess = excess;
        this.repetitionsMax = repetitionsMax;
    }

    static long bytesMax(int inputBytes) {
        return FIXED_BYTES + BYTES_PER_BYTE * inputBytes;
    }

    private static void fail(byte[] input, long bytes, long allowed) {
        throw new IllegalStateException("An input of " + input.length + " bytes made " + bytes
                + " bytes be allocated, allowed are " + allowed);
    }

    /** What is allocated only once does not count: when classes are loaded and calls linked. */
    @Override
    public void run(byte[] input) {
        long allowed = target.bytesMax(input);
        long least = allocated(input);
        for (int i = 0; i < repetitionsMax && least > allowed; i++) {
            least = Math.min(least, allocated(input));
        }
        if (least > allowed) {
            excess.of(input, least, allowed);
        }
    }

    private long allocated(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.run(input);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
