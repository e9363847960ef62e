package reactor.valkka.doctor;

import static reactor.valkka.doctor.SystemFiles.UNKNOWN;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** Reads what a machine says of itself. */
final class MachineFacts {

    private static final String NET = "proc/sys/net/";
    private static final String CGROUP = "sys/fs/cgroup/";
    private static final String SPEED = "sys/devices/system/cpu/cpu0/cpufreq/";
    private static final long KIB = 1_024;
    private static final double MICROS_PER_SECOND = 1e6;

    /** A file that is there while the program runs, and the program. */
    private static final List<List<String>> CLOCK_KEEPERS = List.of(
            List.of("run/systemd/timesync", "systemd-timesyncd"),
            List.of("run/chrony", "chrony"),
            List.of("run/ntpd.pid", "ntpd"),
            List.of("run/ntp", "ntpd"),
            List.of("run/ptp4l", "ptp4l"));

    private final SystemFiles files;
    private final int usable;

    MachineFacts(SystemFiles files, int usable) {
        this.files = files;
        this.usable = usable;
    }

    MachineReport read() {
        return new MachineReport(
                system(), processors(), memory(), network(), openFiles(), clock(), List.of());
    }

    private String system() {
        String name = files.valueOf("etc/os-release", "PRETTY_NAME=");
        String kernel = files.text("proc/sys/kernel/osrelease");
        String system = name == null ? "unknown" : name.replace("\"", "");
        return kernel == null ? system : system + ", Linux " + kernel;
    }

    private MachineReport.Processors processors() {
        return new MachineReport.Processors(
                online(),
                usable,
                quota(),
                throttledSeconds(),
                textOf(SPEED + "scaling_governor"),
                textOf(SPEED + "scaling_driver"),
                textOf("sys/devices/system/clocksource/clocksource0/current_clocksource"));
    }

    /** Counts a list such as {@code 0-3,8}. */
    private int online() {
        String list = files.text("sys/devices/system/cpu/online");
        if (list == null || list.isEmpty()) {
            return (int) UNKNOWN;
        }
        int count = 0;
        for (String range : list.split(",", -1)) {
            String[] ends = range.split("-", -1);
            long first = SystemFiles.numberIn(ends[0], 0);
            long last = SystemFiles.numberIn(ends[ends.length - 1], 0);
            count += (int) Math.max(0, last - first + 1);
        }
        return count;
    }

    private double quota() {
        String max = files.text(CGROUP + "cpu.max");
        if (max == null) {
            return UNKNOWN;
        }
        long micros = SystemFiles.numberIn(max, 0);
        long period = SystemFiles.numberIn(max, 1);
        return micros == UNKNOWN || period <= 0 ? UNKNOWN : (double) micros / period;
    }

    private double throttledSeconds() {
        long micros = files.numberOf(CGROUP + "cpu.stat", "throttled_usec");
        return micros == UNKNOWN ? UNKNOWN : micros / MICROS_PER_SECOND;
    }

    private MachineReport.Memory memory() {
        return new MachineReport.Memory(
                kibibytes("MemTotal:"),
                kibibytes("MemAvailable:"),
                files.number(CGROUP + "memory.max"),
                (int) files.number("proc/sys/vm/overcommit_memory"),
                sharedBytes());
    }

    private long kibibytes(String name) {
        long number = files.numberOf("proc/meminfo", name);
        return number == UNKNOWN ? UNKNOWN : number * KIB;
    }

    /** As it was mounted; without a size the kernel gives half of the memory. */
    private long sharedBytes() {
        for (String line : files.lines("proc/mounts")) {
            String[] words = line.split(" ", -1);
            if (words.length > 3 && words[1].equals("/dev/shm")) {
                return sizeOption(words[3]);
            }
        }
        return UNKNOWN;
    }

    private long sizeOption(String options) {
        for (String option : options.split(",", -1)) {
            if (option.startsWith("size=")) {
                return bytes(option.substring("size=".length()));
            }
        }
        long total = kibibytes("MemTotal:");
        return total == UNKNOWN ? UNKNOWN : total / 2;
    }

    private static long bytes(String size) {
        int letter = "kmg".indexOf(Character.toLowerCase(size.charAt(size.length() - 1)));
        String digits = letter < 0 ? size : size.substring(0, size.length() - 1);
        long number = SystemFiles.numberIn(digits, 0);
        return number == UNKNOWN ? UNKNOWN : number << 10 * (letter + 1);
    }

    private MachineReport.Network network() {
        String ports = textOf(NET + "ipv4/ip_local_port_range");
        return new MachineReport.Network(
                files.number(NET + "core/rmem_max"),
                files.number(NET + "core/rmem_default"),
                files.number(NET + "core/wmem_max"),
                datagrams("InDatagrams"),
                datagrams("RcvbufErrors"),
                dropped(),
                files.number(NET + "core/somaxconn"),
                SystemFiles.numberIn(ports, 0),
                SystemFiles.numberIn(ports, 1),
                interfaces());
    }

    /** {@code /proc/net/snmp} has a line of names and, below it, one of numbers. */
    private long datagrams(String name) {
        @Nullable String[] names = null;
        for (String line : files.lines("proc/net/snmp")) {
            if (line.startsWith("Udp:")) {
                if (names == null) {
                    names = line.split(" ", -1);
                } else {
                    int index = List.of(names).indexOf(name);
                    return index < 0 ? UNKNOWN : SystemFiles.numberIn(line, index);
                }
            }
        }
        return UNKNOWN;
    }

    /** The second column of each processor's line, in hex. */
    private long dropped() {
        long sum = 0;
        List<String> lines = files.lines("proc/net/softnet_stat");
        for (String line : lines) {
            String[] columns = line.strip().split("\\s+", -1);
            sum += columns.length > 1 ? hex(columns[1]) : 0;
        }
        return lines.isEmpty() ? UNKNOWN : sum;
    }

    private static long hex(String digits) {
        try {
            return Long.parseLong(digits, 16);
        } catch (NumberFormatException noNumber) {
            return 0;
        }
    }

    private List<MachineReport.Interface> interfaces() {
        List<MachineReport.Interface> up = new ArrayList<>();
        for (String name : files.names("sys/class/net")) {
            String path = "sys/class/net/" + name + '/';
            boolean isUp = textOf(path + "operstate").equals("up");
            if (isUp && !name.equals("lo")) {
                boolean half = textOf(path + "duplex").equals("half");
                up.add(new MachineReport.Interface(
                        name, Math.max(UNKNOWN, files.number(path + "speed")), !half));
            }
        }
        return up;
    }

    /** The soft limit, which Java raises to the hard one. */
    private long openFiles() {
        String limits = files.valueOf("proc/self/limits", "Max open files");
        if (limits == null) {
            return UNKNOWN;
        }
        return limits.startsWith("unlimited") ? Long.MAX_VALUE : SystemFiles.numberIn(limits, 0);
    }

    private MachineReport.Clock clock() {
        for (List<String> keeper : CLOCK_KEEPERS) {
            if (files.exists(keeper.get(0))) {
                boolean says = files.exists("run/systemd/timesync/synchronized");
                return new MachineReport.Clock(keeper.get(1), says);
            }
        }
        return new MachineReport.Clock("", false);
    }

    private String textOf(String path) {
        String text = files.text(path);
        return text == null ? "" : text;
    }
}
