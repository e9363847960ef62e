package reactor.valkka.linux;

import reactor.valkka.ValkkaException;
import reactor.valkka.schedule.CpuSet;

/** The kernel refused to bind a thread to processors. */
public final class AffinityException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String thread;
    private final String cpus;
    private final int errno;

    AffinityException(String thread, CpuSet cpus, int errno) {
        super("Thread " + thread + " cannot be bound to CPU " + cpus + ": sched_setaffinity: "
                + Errno.name(errno)
                + (errno == Errno.EINVAL
                        ? " (this system has none of them, or a cpuset forbids them)"
                        : ""));
        this.thread = thread;
        this.cpus = cpus.toString();
        this.errno = errno;
    }

    /** Name of the thread. */
    public String thread() {
        return thread;
    }

    /** The processors, as {@link CpuSet#parse} reads them. */
    public String cpus() {
        return cpus;
    }

    /** What the kernel answered, as in errno(3). */
    public int errno() {
        return errno;
    }
}
