package reactor.valkka.doctor;

import java.util.List;

/**
 * What a {@link MachineDoctor} found.
 *
 * <p>Numbers are −1 and texts are empty where the machine does not say.
 *
 * @param system name and version of the operating system
 * @param processors the processors
 * @param memory the memory
 * @param network sockets and interfaces
 * @param openFilesMax files and sockets that the process may have open
 * @param clock who keeps the clock
 * @param findings what was found, the worst first
 */
public record MachineReport(
        String system,
        Processors processors,
        Memory memory,
        Network network,
        long openFilesMax,
        Clock clock,
        List<Finding> findings) {

    /** Takes a copy of the list. */
    public MachineReport {
        findings = List.copyOf(findings);
    }

    /**
     * The processors.
     *
     * @param online that the machine runs
     * @param usable that this process may use
     * @param quota processors' worth of time that the container may use
     * @param throttledSeconds for which the container was held back since its start
     * @param governor how they choose their speed
     * @param driver that sets the speed
     * @param timeSource what the time is read from
     */
    public record Processors(
            int online,
            int usable,
            double quota,
            double throttledSeconds,
            String governor,
            String driver,
            String timeSource) {}

    /**
     * The memory.
     *
     * @param totalBytes of the machine
     * @param availableBytes that are free, or can be made free
     * @param limitBytes that the container may use
     * @param overcommit mode in which the kernel promises memory, 0 to 2
     * @param sharedBytes size of {@code /dev/shm}
     */
    public record Memory(
            long totalBytes,
            long availableBytes,
            long limitBytes,
            int overcommit,
            long sharedBytes) {}

    /**
     * Sockets and interfaces.
     *
     * @param receiveBufferMaxBytes that a socket may ask for
     * @param receiveBufferDefaultBytes that a socket has where it does not ask
     * @param sendBufferMaxBytes that a socket may ask for
     * @param datagramsReceived since the machine, or the container, was started
     * @param datagramsLost of them, for want of buffer
     * @param packetsDropped before they reached a socket
     * @param acceptQueueMax connections that may wait to be accepted
     * @param firstPort of those for outgoing connections
     * @param lastPort of those for outgoing connections
     * @param interfaces that are up, but loopback
     */
    public record Network(
            long receiveBufferMaxBytes,
            long receiveBufferDefaultBytes,
            long sendBufferMaxBytes,
            long datagramsReceived,
            long datagramsLost,
            long packetsDropped,
            long acceptQueueMax,
            long firstPort,
            long lastPort,
            List<Interface> interfaces) {

        /** Takes a copy of the list. */
        public Network {
            interfaces = List.copyOf(interfaces);
        }
    }

    /**
     * An interface that is up.
     *
     * @param name such as {@code eth0}
     * @param megabitsPerSecond its speed
     * @param fullDuplex whether it sends and receives at once; true where it does not say
     */
    public record Interface(String name, long megabitsPerSecond, boolean fullDuplex) {}

    /**
     * Who keeps the clock.
     *
     * @param keeper the program; empty where none was found
     * @param synchronised whether it says that the clock is right; false where it does not say
     */
    public record Clock(String keeper, boolean synchronised) {}

    /** What it comes to. */
    public Verdict verdict() {
        return Verdict.of(findings);
    }

    /** The report for people, in lines of at most 80 columns. */
    public String text() {
        return text(Page.Style.PLAIN);
    }

    String text(Page.Style style) {
        return MachinePage.of(this, style);
    }

    /** The report for programs: a JSON object whose members are named as the components here. */
    public String json() {
        return RecordJson.write(this, "patient", "machine", "verdict", verdict().name());
    }
}
