package reactor.valkka.doctor;

import static reactor.valkka.doctor.SystemFiles.UNKNOWN;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges what a machine says of itself. */
final class MachineChecks {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long RECEIVE_BUFFER_BYTES = MIB;
    private static final long SHARED_BYTES = 256 * MIB;
    private static final long MEMORY_BYTES = 2_000 * MIB;
    private static final long OPEN_FILES = 4_096;
    private static final long PORTS = 8_192;
    private static final long ACCEPT_QUEUE = 128;
    private static final long SLOW_MEGABITS = 100;
    private static final double LOST_SHARE = 0.0001;
    private static final double THROTTLED_SECONDS = 1;
    private static final Set<String> QUICK_TIME_SOURCES =
            Set.of("tsc", "kvm-clock", "arch_sys_counter", "hyperv_clocksource_tsc_page");

    /** Their own governor called powersave raises the speed at once; the others' does not. */
    private static final Set<String> DRIVERS_THAT_CHOOSE =
            Set.of("intel_pstate", "amd-pstate-epp", "amd_pstate_epp");

    private final List<Finding> findings = new ArrayList<>();

    private MachineChecks() {}

    static List<Finding> of(MachineReport machine) {
        MachineChecks checks = new MachineChecks();
        checks.buffers(machine.network());
        checks.sockets(machine.network(), machine.openFilesMax());
        checks.interfaces(machine.network().interfaces());
        checks.processors(machine.processors());
        checks.memory(machine.memory());
        checks.clock(machine.clock());
        return checks.findings;
    }

    private void found(Symptom symptom, String seen, String... commands) {
        findings.add(Finding.of(symptom, seen, commands));
    }

    /** Sets a value now and for the next start. */
    private static String[] sysctl(String setting) {
        return new String[] {
            "sysctl -w '" + setting + "'", "echo '" + setting + "' >> /etc/sysctl.d/90-valkka.conf"
        };
    }

    private static boolean isBelow(long value, long wanted) {
        return value != UNKNOWN && value < wanted;
    }

    private void buffers(MachineReport.Network network) {
        long allowed = network.receiveBufferMaxBytes();
        if (isBelow(allowed, RECEIVE_BUFFER_BYTES)) {
            found(
                    Symptom.RECEIVE_BUFFER_SMALL,
                    "net.core.rmem_max is %d KiB, a camera over UDP may need %d KiB"
                            .formatted(allowed / KIB, RECEIVE_BUFFER_BYTES / KIB),
                    sysctl("net.core.rmem_max=" + RECEIVE_BUFFER_BYTES));
        }
        long lost = network.datagramsLost();
        long received = network.datagramsReceived();
        if (lost > 0 && lost > LOST_SHARE * Math.max(0, received)) {
            found(
                    Symptom.DATAGRAMS_LOST,
                    "%d datagrams were thrown away for want of buffer, %d were received"
                            .formatted(lost, received));
        }
        if (network.packetsDropped() > 0) {
            found(
                    Symptom.PACKETS_DROPPED_BY_KERNEL,
                    network.packetsDropped() + " packets were dropped before they reached a socket",
                    sysctl("net.core.netdev_max_backlog=5000"));
        }
    }

    private void sockets(MachineReport.Network network, long openFiles) {
        if (isBelow(openFiles, OPEN_FILES)) {
            found(
                    Symptom.OPEN_FILES_FEW,
                    "%d files and sockets may be open, %d are better"
                            .formatted(openFiles, OPEN_FILES),
                    "ulimit -n 65536",
                    "systemctl edit YOUR.service   # [Service] LimitNOFILE=65536");
        }
        long ports = network.lastPort() - network.firstPort() + 1;
        if (network.firstPort() != UNKNOWN && ports < PORTS) {
            found(
                    Symptom.PORTS_FEW,
                    "%d ports (%d to %d) for outgoing connections"
                            .formatted(ports, network.firstPort(), network.lastPort()),
                    sysctl("net.ipv4.ip_local_port_range=32768 60999"));
        }
        if (isBelow(network.acceptQueueMax(), ACCEPT_QUEUE)) {
            found(
                    Symptom.ACCEPT_QUEUE_SHORT,
                    network.acceptQueueMax() + " connections may wait to be accepted",
                    sysctl("net.core.somaxconn=4096"));
        }
    }

    private void interfaces(List<MachineReport.Interface> interfaces) {
        for (MachineReport.Interface one : interfaces) {
            boolean slow = one.megabitsPerSecond() > 0 && one.megabitsPerSecond() <= SLOW_MEGABITS;
            if (slow || !one.fullDuplex()) {
                found(
                        Symptom.NETWORK_SLOW,
                        "%s runs at %s%s"
                                .formatted(
                                        one.name(),
                                        one.megabitsPerSecond() > 0
                                                ? one.megabitsPerSecond() + " Mbit/s"
                                                : "an unknown speed",
                                        one.fullDuplex() ? "" : ", half duplex"),
                        "ethtool " + one.name());
            }
        }
    }

    private void processors(MachineReport.Processors processors) {
        boolean saves = processors.governor().equals("powersave")
                && !DRIVERS_THAT_CHOOSE.contains(processors.driver());
        if (saves || processors.governor().equals("conservative")) {
            found(
                    Symptom.PROCESSORS_SAVE_POWER,
                    "the governor is " + processors.governor(),
                    "cpupower frequency-set -g performance");
        }
        boolean cut = processors.quota() > 0 && processors.quota() < processors.usable() - 0.5;
        if (cut || processors.throttledSeconds() > THROTTLED_SECONDS) {
            found(Symptom.PROCESSORS_LIMITED, limited(processors));
        }
        String source = processors.timeSource();
        if (!source.isEmpty() && !QUICK_TIME_SOURCES.contains(source)) {
            found(Symptom.TIME_SOURCE_SLOW, "the time is read from " + source);
        }
    }

    private static String limited(MachineReport.Processors processors) {
        String quota = processors.quota() > 0
                ? String.format(
                        Locale.ROOT,
                        "time of %.1f processors for %d",
                        processors.quota(),
                        processors.usable())
                : "no quota";
        return processors.throttledSeconds() > 0
                ? String.format(
                        Locale.ROOT,
                        "%s; held back for %.0f s so far",
                        quota,
                        processors.throttledSeconds())
                : quota;
    }

    private void memory(MachineReport.Memory memory) {
        if (isBelow(memory.sharedBytes(), SHARED_BYTES)) {
            found(
                    Symptom.SHARED_MEMORY_SMALL,
                    "/dev/shm has " + memory.sharedBytes() / MIB + " MiB",
                    "mount -o remount,size=1g /dev/shm");
        }
        if (memory.overcommit() == 2) {
            found(
                    Symptom.OVERCOMMIT_FORBIDDEN,
                    "vm.overcommit_memory is 2",
                    sysctl("vm.overcommit_memory=0"));
        }
        long limit = memory.limitBytes();
        long usable = limit == UNKNOWN ? memory.totalBytes() : limit;
        if (isBelow(usable, MEMORY_BYTES)) {
            String who = limit == UNKNOWN ? "the machine" : "the container";
            found(Symptom.MEMORY_SMALL, who + " has " + usable / MIB + " MiB of memory");
        }
    }

    private void clock(MachineReport.Clock clock) {
        if (clock.keeper().isEmpty()) {
            found(
                    Symptom.CLOCK_NOT_KEPT,
                    "neither systemd-timesyncd nor chrony nor ntpd runs here",
                    "timedatectl status",
                    "apt-get install systemd-timesyncd");
        }
    }
}
