package reactor.valkka.schedule;

import java.util.Locale;

/**
 * What a thread of this toolkit is there for. The processors for each role come from a system
 * property, such as {@code -Dreactor.valkka.cpus.decode=2-3}; without it threads are not bound.
 */
public enum ThreadRole {
    /** Sockets, protocols, timers. */
    NET(true),
    /** Decoding and scaling. */
    DECODE(true),
    /** Reading files. */
    FILE(false),
    /** Writing recordings. */
    DISK(false),
    /** Capture devices. */
    V4L2(false),
    /** Drawing. */
    GL(true);

    private final boolean nonBlocking;

    ThreadRole(boolean nonBlocking) {
        this.nonBlocking = nonBlocking;
    }

    /** Start of the threads' names: {@code valkka-decode} for {@link #DECODE}. */
    public String threadName() {
        return "valkka-" + name().toLowerCase(Locale.ROOT);
    }

    /** True if such threads must never block. */
    public boolean nonBlocking() {
        return nonBlocking;
    }

    /** The system property that names the role's processors. */
    public String cpusProperty() {
        return "reactor.valkka.cpus." + name().toLowerCase(Locale.ROOT);
    }

    /**
     * Processors for this role; unpinned where the property is not set.
     *
     * @throws IllegalArgumentException if the property is malformed
     */
    public CpuSet cpus() {
        return CpuSet.parse(System.getProperty(cpusProperty(), ""));
    }
}
