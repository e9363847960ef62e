package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;

@SuppressWarnings("NullAway.Init")
class MachineDoctorTest {

    private static final String CPU = "sys/devices/system/cpu/cpu0/cpufreq/";
    private static final String NET = "proc/sys/net/";

    @TempDir
    Path root;

    private FakeMachine machine;

    @BeforeEach
    void healthy() {
        machine = new FakeMachine(root);
    }

    @Test
    void findsNothingOnAHealthyMachine() {
        MachineReport report = machine.examine();
        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void readsWhatTheMachineSays() {
        MachineReport report = machine.examine();
        assertThat(report.system()).isEqualTo("Testux 12, Linux 6.1.0");
        assertThat(report.processors())
                .isEqualTo(new MachineReport.Processors(
                        4, 4, -1, -1, "performance", "acpi-cpufreq", "tsc"));
        assertThat(report.memory())
                .isEqualTo(new MachineReport.Memory(8L << 30, 4L << 30, -1, 0, 4L << 30));
        assertThat(report.network())
                .isEqualTo(new MachineReport.Network(
                        8 << 20,
                        212_992,
                        212_992,
                        1_000_000,
                        3,
                        0,
                        4_096,
                        32_768,
                        60_999,
                        List.of(new MachineReport.Interface("eth0", 1_000, true))));
        assertThat(report.openFilesMax()).isEqualTo(1_048_576);
        assertThat(report.clock()).isEqualTo(new MachineReport.Clock("systemd-timesyncd", true));
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(NET + "core/rmem_max", "212992", Symptom.RECEIVE_BUFFER_SMALL, "208"),
                Arguments.of(
                        "proc/net/snmp",
                        FakeMachine.snmp(1_000, 77),
                        Symptom.DATAGRAMS_LOST,
                        "77 datagrams"),
                Arguments.of(
                        "proc/net/softnet_stat",
                        "1 0000000a 0\n1 00000001 0",
                        Symptom.PACKETS_DROPPED_BY_KERNEL,
                        "11 packets"),
                Arguments.of(
                        "proc/mounts",
                        "shm /dev/shm tmpfs rw,size=65536k 0 0",
                        Symptom.SHARED_MEMORY_SMALL,
                        "64 MiB"),
                Arguments.of(
                        CPU + "scaling_governor",
                        "powersave",
                        Symptom.PROCESSORS_SAVE_POWER,
                        "powersave"),
                Arguments.of(
                        "sys/fs/cgroup/cpu.max",
                        "150000 100000",
                        Symptom.PROCESSORS_LIMITED,
                        "time of 1.5 processors for 4"),
                Arguments.of(
                        "sys/fs/cgroup/cpu.stat",
                        "usage_usec 1\nthrottled_usec 90000000",
                        Symptom.PROCESSORS_LIMITED,
                        "held back for 90 s"),
                Arguments.of(
                        "sys/devices/system/clocksource/clocksource0/current_clocksource",
                        "hpet",
                        Symptom.TIME_SOURCE_SLOW,
                        "hpet"),
                Arguments.of(
                        "sys/class/net/eth0/speed",
                        "100",
                        Symptom.NETWORK_SLOW,
                        "eth0 runs at 100"),
                Arguments.of(
                        "sys/class/net/eth0/duplex", "half", Symptom.NETWORK_SLOW, "half duplex"),
                Arguments.of(
                        "proc/self/limits",
                        "Max open files  1024  1024  files",
                        Symptom.OPEN_FILES_FEW,
                        "1024 files"),
                Arguments.of(
                        NET + "ipv4/ip_local_port_range",
                        "60000 60999",
                        Symptom.PORTS_FEW,
                        "1000 ports"),
                Arguments.of(NET + "core/somaxconn", "16", Symptom.ACCEPT_QUEUE_SHORT, "16"),
                Arguments.of(
                        "proc/sys/vm/overcommit_memory", "2", Symptom.OVERCOMMIT_FORBIDDEN, "is 2"),
                Arguments.of(
                        "sys/fs/cgroup/memory.max",
                        "536870912",
                        Symptom.MEMORY_SMALL,
                        "the container has 512 MiB"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void findsEachFaultAndNothingElse(String path, String text, Symptom symptom, String seen) {
        List<Finding> findings = machine.with(path, text).examine().findings();
        assertThat(findings).extracting(Finding::symptom).containsExactly(symptom);
        assertThat(findings.get(0).seen()).contains(seen);
    }

    @Test
    void findsAClockThatNobodyKeeps() {
        machine.without("run/systemd/timesync/synchronized").without("run/systemd/timesync");
        assertThat(machine.examine().findings())
                .extracting(Finding::symptom)
                .containsExactly(Symptom.CLOCK_NOT_KEPT);
    }

    @Test
    void theGovernorOfIntelsOwnDriverIsQuickWhateverItsName() {
        machine.with(CPU + "scaling_governor", "powersave")
                .with(CPU + "scaling_driver", "intel_pstate");
        assertThat(machine.examine().findings()).isEmpty();
    }

    @Test
    void saysHowToMendItNowAndForGood() {
        Finding finding = machine.with(NET + "core/rmem_max", "212992")
                .examine()
                .findings()
                .get(0);
        assertThat(finding.commands())
                .containsExactly(
                        "sysctl -w 'net.core.rmem_max=1048576'",
                        "echo 'net.core.rmem_max=1048576' >> /etc/sysctl.d/90-valkka.conf");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void whatTheMachineDoesNotSayIsUnknownAndNoFinding(@TempDir Path empty) {
        MachineReport report = MachineDoctor.of(empty, 4).examine();
        assertThat(report.findings())
                .extracting(Finding::symptom)
                .containsExactly(Symptom.CLOCK_NOT_KEPT);
        assertThat(report.network().receiveBufferMaxBytes()).isEqualTo(-1);
        assertThat(report.text()).contains("unknown").doesNotContain("-1");
    }

    @Test
    void nonsenseIsUnknown() {
        machine.with(NET + "core/rmem_max", "lots")
                .with("proc/meminfo", "MemTotal:\nMemAvailable: x kB")
                .with("proc/net/snmp", "Udp: InDatagrams\nUdp:")
                .with("proc/net/softnet_stat", "zz zz\n\nx")
                .with("proc/mounts", "a /dev/shm tmpfs size=q 0 0")
                .with("sys/devices/system/cpu/online", "-,a-b")
                .with("sys/fs/cgroup/cpu.max", "5 0");
        assertThat(machine.examine().findings()).isEmpty();
    }

    @Test
    void theWorstComesFirst() {
        machine.with(NET + "core/somaxconn", "16").with(NET + "core/rmem_max", "212992");
        assertThat(machine.examine().findings())
                .extracting(Finding::severity)
                .containsExactly(Severity.WARNING, Severity.NOTE);
    }

    @Test
    void readsARealMachine() {
        MachineReport report = MachineDoctor.create().examine();
        assertThat(report.processors().usable()).isPositive();
        assertThat(report.text()).startsWith("This machine").contains("doctor: ");
        assertThat(report.json()).startsWith("{\n  \"patient\": \"machine\",");
    }
}
