package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** {@code ./valkka doctor}: examines a camera, or this machine. */
@Command(
        name = "valkka doctor",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        descriptionHeading = "%n",
        optionListHeading = "%n",
        description = "Examines this machine.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:healthy: nothing but notes",
            " 1:something needs care",
            " 2:could not be examined, or wrong arguments"
        })
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--machine", description = "Examine this machine instead of a camera.")
    private boolean machine;

    @Option(names = "--json", description = "Print a report for programs.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            hidden = true)
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            hidden = true)
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    private boolean help;

    /** Runs the examination; ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new DoctorCommand())
                .setParameterExceptionHandler(DoctorCommand::refuse)
                .execute(arguments);
    }

    private static int refuse(ParameterException wrong, String[] arguments) {
        System.err.println("valkka doctor: " + wrong.getMessage());
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() {
        if (!machine) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(), "give --machine");
        }
        MachineReport report = MachineDoctor.create().examine();
        StandardOutput.print(json ? report.json() : report.text(StandardOutput.style()));
        return report.verdict().exitStatus();
    }
}
