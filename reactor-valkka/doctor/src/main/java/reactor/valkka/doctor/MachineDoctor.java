package reactor.valkka.doctor;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Examines the machine that reads cameras: limits of the kernel, processors, memory, network and
 * clock, and says which commands mend what.
 *
 * <pre>{@code
 * MachineReport report = MachineDoctor.create().examine();
 * report.findings().forEach(finding -> log.warn("{}: {}", finding.seen(), finding.commands()));
 * }</pre>
 *
 * <p><b>Shape:</b> immutable. <b>Threads:</b> {@link #examine()} reads small files of the kernel on
 * the calling thread, which takes a few milliseconds; nothing is changed. <b>Errors:</b> none: what
 * cannot be read is unknown. <b>Source:</b> proc(5), Linux' Documentation/admin-guide/sysctl.
 */
public final class MachineDoctor {

    private final Path root;
    private final int processors;

    private MachineDoctor(Path root, int processors) {
        this.root = root;
        this.processors = processors;
    }

    /** A doctor for this machine, as this process sees it. */
    public static MachineDoctor create() {
        return new MachineDoctor(Path.of("/"), Runtime.getRuntime().availableProcessors());
    }

    /** A doctor for a copy of {@code /proc} and {@code /sys}. */
    static MachineDoctor of(Path root, int processors) {
        return new MachineDoctor(root, processors);
    }

    /** Examines the machine now. */
    public MachineReport examine() {
        MachineReport bare = new MachineFacts(new SystemFiles(root), processors).read();
        List<Finding> findings = MachineChecks.of(bare).stream()
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
        return new MachineReport(
                bare.system(),
                bare.processors(),
                bare.memory(),
                bare.network(),
                bare.openFilesMax(),
                bare.clock(),
                findings);
    }
}
