package reactor.valkka.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a healthy machine, of which a test changes some. */
final class FakeMachine {

    private final Path root;

    FakeMachine(Path root) {
        this.root = root;
        with("etc/os-release", "NAME=x\nPRETTY_NAME=\"Testux 12\"\n");
        with("proc/sys/kernel/osrelease", "6.1.0\n");
        with("sys/devices/system/cpu/online", "0-2,5\n");
        with("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n");
        with("sys/devices/system/cpu/cpu0/cpufreq/scaling_driver", "acpi-cpufreq\n");
        with("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
        with("sys/fs/cgroup/cpu.max", "max 100000\n");
        with("sys/fs/cgroup/memory.max", "max\n");
        with("proc/meminfo", "MemTotal:  8388608 kB\nMemFree: 1 kB\nMemAvailable: 4194304 kB\n");
        with("proc/mounts", "proc /proc proc rw 0 0\ntmpfs /dev/shm tmpfs rw,nosuid 0 0\n");
        with("proc/sys/vm/overcommit_memory", "0\n");
        with("proc/sys/net/core/rmem_max", "8388608\n");
        with("proc/sys/net/core/rmem_default", "212992\n");
        with("proc/sys/net/core/wmem_max", "212992\n");
        with("proc/sys/net/core/somaxconn", "4096\n");
        with("proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
        with("proc/net/snmp", snmp(1_000_000, 3));
        with("proc/net/softnet_stat", "0000ffff 00000000 0\n0000ffff 00000000 0\n");
        with("sys/class/net/lo/operstate", "unknown\n");
        with("sys/class/net/eth0/operstate", "up\n");
        with("sys/class/net/eth0/speed", "1000\n");
        with("sys/class/net/eth0/duplex", "full\n");
        with("sys/class/net/wlan0/operstate", "down\n");
        with("proc/self/limits", "Limit Soft Hard\nMax open files   1048576  1048576  files\n");
        with("run/systemd/timesync/synchronized", "");
    }

    static String snmp(long received, long lost) {
        return "Ip: Forwarding\nIp: 1\n"
                + "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors\n"
                + "Udp: " + received + " 0 0 0 " + lost + "\n";
    }

    FakeMachine with(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeMachine without(String path) {
        try {
            Files.delete(root.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    MachineReport examine() {
        return MachineDoctor.of(root, 4).examine();
    }
}
