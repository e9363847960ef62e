package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import reactor.valkka.rtsp.PacketTrace;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.source.rtsp.TlsTrust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code ./valkka doctor}: examines a camera, or this machine. */
@Command(
        name = "valkka doctor",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        description = "Examines a camera: what it offers, how it misbehaves, what to do about it,"
                + " and which configuration suits it. Or examines this machine.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:healthy: nothing but notes",
            " 1:something needs care",
            " 2:could not be examined, or wrong arguments"
        })
public final class DoctorCommand implements Callable<Integer> {

    private static final String LOGGING = "reactor/valkka/doctor/command-logging.xml";
    private static final int SECONDS = 10;
    private static final int SECONDS_MAX = 86_400;
    private static final int SESSIONS_MAX = 8;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description = "The camera, such as rtsp://192.0.2.7/stream1.")
    private @Nullable String url;

    @Option(names = "--machine", description = "Examine this machine instead of a camera.")
    private boolean machine;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Watch for so long. Default: 10; clocks and rare key frames want 60 or"
                    + " more.")
    private @Nullable Integer seconds;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "Try only this one: ${COMPLETION-CANDIDATES}.")
    private @Nullable RtspTransport transport;

    @Option(
            names = "--sessions",
            description = "Count how many clients the camera serves at once, up to 8. Others may"
                    + " lose their picture meanwhile.")
    private boolean sessions;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write the dialogue and the headers of packets, without passwords.")
    private @Nullable Path trace;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:VALKKA_USER}",
            description = "The camera's user. Default: $$VALKKA_USER, else that of the URL.")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "WORD",
            defaultValue = "${env:VALKKA_PASSWORD}",
            description = "The user's password. Default: $$VALKKA_PASSWORD, which other users of"
                    + " this machine cannot see.")
    private @Nullable String password;

    @Option(
            names = "--trust",
            paramLabel = "PIN",
            description = "For rtsps://: trust the certificate with this SHA-256, as openssl prints"
                    + " it, or sha256/ and that of its key; or \"anything\". Default: what Java"
                    + " trusts.")
    private @Nullable String trust;

    @Option(names = "--json", description = "Print a report for programs.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the report and nothing else.")
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
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(DoctorCommand::refuse)
                .execute(arguments);
    }

    private static int refuse(ParameterException wrong, String[] arguments) {
        tell(String.valueOf(wrong.getMessage()));
        return CommandLine.ExitCode.USAGE;
    }

    private static void tell(String line) {
        System.err.println("valkka doctor: " + line);
    }

    @Override
    public Integer call() throws InterruptedException {
        System.setProperty("valkka.log.level", verbose ? "DEBUG" : "ERROR");
        System.setProperty("logback.configurationFile", LOGGING);
        if (machine) {
            return machine();
        }
        PacketTrace packets = PacketTrace.create();
        CameraDoctor doctor = doctor().trace(packets);
        announce();
        try (Consultation consultation = new Consultation()) {
            CameraReport report = consultation.report(doctor);
            if (report == null) {
                return CommandLine.ExitCode.USAGE;
            }
            boolean written = write(packets);
            if (consultation.isInterrupted()) {
                tell("interrupted; the report is of what was seen until then");
            }
            StandardOutput.print(json ? report.json() : report.text(StandardOutput.style()));
            return written ? report.verdict().exitStatus() : CommandLine.ExitCode.USAGE;
        }
    }

    private int machine() {
        if (url != null || seconds != null || transport != null || sessions || trace != null) {
            throw refusal("--machine examines this machine and takes no other argument but --json");
        }
        MachineReport report = MachineDoctor.create().examine();
        StandardOutput.print(json ? report.json() : report.text(StandardOutput.style()));
        return report.verdict().exitStatus();
    }

    private CameraDoctor doctor() {
        if (url == null) {
            throw refusal("give a camera, such as rtsp://192.0.2.7/stream1, or --machine");
        }
        int time = seconds == null ? SECONDS : seconds;
        if (time < 1 || time > SECONDS_MAX) {
            throw refusal("--seconds must be 1 to " + SECONDS_MAX + ", got " + time);
        }
        if (trace != null && Files.isDirectory(trace)) {
            throw refusal("--trace must name a file, " + trace + " is a directory");
        }
        CameraDoctor doctor = created(url).watch(Duration.ofSeconds(time));
        if (user != null || password != null) {
            if (user == null || password == null) {
                throw refusal("--user and --password go together");
            }
            doctor = doctor.credentials(user, password);
        }
        doctor = trust == null ? doctor : doctor.tls(trusted(trust));
        doctor = transport == null ? doctor : doctor.transports(transport);
        return sessions ? doctor.countSessions(SESSIONS_MAX) : doctor;
    }

    private CameraDoctor created(String address) {
        try {
            return CameraDoctor.of(address);
        } catch (IllegalArgumentException wrong) {
            throw refusal(String.valueOf(wrong.getMessage()));
        }
    }

    private TlsTrust trusted(String pin) {
        try {
            return pin.equals("anything") ? TlsTrust.anything() : TlsTrust.pinned(pin);
        } catch (IllegalArgumentException wrong) {
            throw refusal("--trust: " + wrong.getMessage());
        }
    }

    private ParameterException refusal(String problem) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), problem);
    }

    private void announce() {
        if (!quiet && !json && StandardOutput.isTerminal()) {
            System.err.println("Examining the camera, which takes about "
                    + ((seconds == null ? SECONDS : seconds) + 5)
                    + " s; Ctrl-C ends it and reports.");
        }
    }

    private boolean write(PacketTrace packets) {
        if (trace == null) {
            return true;
        }
        try {
            Files.writeString(trace, packets.print());
            return true;
        } catch (IOException e) {
            tell("the trace could not be written: " + e);
            return false;
        }
    }
}
