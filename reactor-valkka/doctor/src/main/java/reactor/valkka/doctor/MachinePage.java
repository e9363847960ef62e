package reactor.valkka.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** A machine's report for people. */
final class MachinePage {

    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final String UNKNOWN = "unknown";

    private final MachineReport machine;

    private MachinePage(MachineReport machine) {
        this.machine = machine;
    }

    static String of(MachineReport machine, Page.Style style) {
        return new MachinePage(machine).print(new Page(style));
    }

    private String print(Page page) {
        MachineReport.Memory memory = machine.memory();
        MachineReport.Network network = machine.network();
        page.title("This machine")
                .fact("system", machine.system())
                .fact("processors", processors(machine.processors()))
                .fact("time", time())
                .fact("memory", memory(memory))
                .fact("/dev/shm", bytes(memory.sharedBytes(), MIB, "MiB"))
                .fact("receive buffer", receiveBuffer(network))
                .fact("send buffer", "at most " + bytes(network.sendBufferMaxBytes(), KIB, "KiB"))
                .fact("datagrams", datagrams(network))
                .fact("interfaces", interfaces(network.interfaces()))
                .fact("ports", ports(network))
                .fact("accept queue", count(network.acceptQueueMax(), "connections"))
                .fact("open files", openFiles(machine.openFilesMax()));
        return page.findings(machine.findings())
                .verdict(machine.verdict(), machine.findings())
                .toString();
    }

    private static String processors(MachineReport.Processors processors) {
        List<String> parts = new ArrayList<>();
        parts.add(processors.usable() + " usable of " + count(processors.online(), "online"));
        if (processors.quota() > 0) {
            parts.add(String.format(
                    Locale.ROOT, "time of %.1f for the container", processors.quota()));
        }
        if (!processors.governor().isEmpty()) {
            parts.add("governor " + processors.governor() + " (" + processors.driver() + ')');
        }
        return String.join(", ", parts);
    }

    private String time() {
        MachineReport.Clock clock = machine.clock();
        String source = machine.processors().timeSource();
        String keeper = clock.keeper().isEmpty()
                ? "kept by nobody that was found"
                : "kept by " + clock.keeper() + (clock.synchronised() ? ", synchronised" : "");
        return source.isEmpty() ? keeper : "from " + source + ", " + keeper;
    }

    private static String memory(MachineReport.Memory memory) {
        String text = bytes(memory.totalBytes(), MIB, "MiB") + ", "
                + bytes(memory.availableBytes(), MIB, "MiB") + " available";
        return memory.limitBytes() < 0
                ? text
                : text + ", " + bytes(memory.limitBytes(), MIB, "MiB") + " for the container";
    }

    private static String receiveBuffer(MachineReport.Network network) {
        return "at most " + bytes(network.receiveBufferMaxBytes(), KIB, "KiB") + ", usually "
                + bytes(network.receiveBufferDefaultBytes(), KIB, "KiB");
    }

    private static String datagrams(MachineReport.Network network) {
        return count(network.datagramsReceived(), "received") + ", "
                + count(network.datagramsLost(), "lost for want of buffer");
    }

    private static String interfaces(List<MachineReport.Interface> interfaces) {
        StringJoiner text = new StringJoiner(", ");
        text.setEmptyValue("none up but loopback");
        for (MachineReport.Interface one : interfaces) {
            String speed = one.megabitsPerSecond() > 0
                    ? one.megabitsPerSecond() + " Mbit/s"
                    : "unknown speed";
            text.add(one.name() + ' ' + speed + (one.fullDuplex() ? "" : " half duplex"));
        }
        return text.toString();
    }

    private static String ports(MachineReport.Network network) {
        return network.firstPort() < 0
                ? UNKNOWN
                : network.firstPort() + " to " + network.lastPort() + " for outgoing connections";
    }

    private static String openFiles(long max) {
        return max == Long.MAX_VALUE ? "any number" : count(max, "at most");
    }

    private static String count(long number, String unit) {
        return number < 0 ? UNKNOWN : number + " " + unit;
    }

    private static String bytes(long bytes, long unitBytes, String unit) {
        return bytes < 0 ? UNKNOWN : bytes / unitBytes + " " + unit;
    }
}
