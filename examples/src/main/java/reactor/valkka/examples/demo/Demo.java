package reactor.valkka.examples.demo;

import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import reactor.valkka.ValkkaException;
import reactor.valkka.count.Counters;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.sink.http.CameraStatus;
import reactor.valkka.sink.rtsp.RtspServer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code ./valkka demo}: cameras in a browser, and how they do in the terminal. */
@Command(
        name = "valkka demo",
        mixinStandardHelpOptions = false,
        sortOptions = false,
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        description = {
            "Plays cameras to a page in your browser and streams them on to players, and prints the"
                    + " addresses. Without arguments the cameras are bundled footage, served over"
                    + " RTSP as cameras would. Motion is shown as boxes on the first one.",
            "Ctrl-C ends it."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:ended well, or the check found nothing wrong",
            " 1:the port is busy, no camera could play, or the check found something wrong",
            " 2:wrong arguments"
        })
public final class Demo implements Callable<Integer> {
    private static final long UNITS_BYTES_PER_CAMERA = 12L << 20;
    private static final long MEBIBYTE = 1 << 20;
    private static final String LOOPBACK = "127.0.0.1";

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "URL|FILE",
            description = "Cameras to show instead: rtsp:// addresses, and files, which play as"
                    + " cameras.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the page; 0 takes any free one. Default: 8080, with --check 0.")
    private @Nullable Integer port;

    @Option(
            names = "--rtsp-port",
            paramLabel = "N",
            description = "Port for players; 0 takes any free one. Default: 8554, with --check 0.")
    private @Nullable Integer rtspPort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = LOOPBACK,
            description = "Address to listen on. Default: ${DEFAULT-VALUE}, this machine only;"
                    + " 0.0.0.0 is every network that it is in.")
    private String bind = LOOPBACK;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "${env:VALKKA_USER}",
            description = "Ask for this user. Default: $VALKKA_USER, else nobody is asked.")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "WORD",
            defaultValue = "${env:VALKKA_PASSWORD}",
            description = "The user's password. Default: $$VALKKA_PASSWORD, which other users of"
                    + " this machine cannot see.")
    private @Nullable String password;

    @Option(
            names = "--check",
            paramLabel = "SECONDS",
            description = "Run for so long without a person, watch all cameras through the page's"
                    + " WebSocket as a browser does, and tell what came of it. The time of the"
                    + " first picture counts from when that viewer starts to connect.")
    private int checkSeconds;

    @Option(
            names = "--timing",
            description = "Tell where the time goes: for each camera how long units take to come"
                    + " in, wait for their decoder, are decoded, and take to whoever uses them."
                    + " In the last ten seconds while it runs, and in all at the end.")
    private boolean timing;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print the address, errors and the result, and nothing else.")
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    private boolean help;

    /** Runs the demo; ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs the demo until it ends, and returns the exit status. */
    static int run(String... arguments) {
        return new CommandLine(new Demo())
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    command.getErr().println("valkka demo: " + error.getMessage());
                    return 1;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        validate();
        System.setProperty("valkka.log.level", verbose ? "DEBUG" : "WARN");
        if (!verbose) {
            avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        }
        Terminal terminal = Terminal.standard();
        int count = Math.max(4, arguments.size());
        FramePool pool = FramePool.builder("encoded")
                .capacityBytes(count * UNITS_BYTES_PER_CAMERA)
                .build();
        SimulatedCameras simulated = new SimulatedCameras(pool);
        try {
            List<DemoCamera> cameras = new CameraList(
                            simulated, pool, problem -> tell("valkka demo: " + problem))
                    .of(arguments);
            if (cameras.isEmpty()) {
                tell("valkka demo: there is no camera left to show");
                return 1;
            }
            return run(cameras, terminal, pool);
        } finally {
            simulated.dispose();
        }
    }

    private int run(List<DemoCamera> cameras, Terminal terminal, FramePool pool)
            throws InterruptedException {
        Decoders decoders = Decoders.create();
        DemoRun run;
        try {
            run = DemoRun.start(streams(), server(), cameras, decoders);
        } catch (ValkkaException e) {
            decoders.dispose();
            throw e;
        }
        return watch(run, terminal, pool, decoders);
    }

    private int watch(DemoRun run, Terminal terminal, FramePool pool, Decoders decoders)
            throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        List<String> names = run.cameras().stream().map(CameraStatus::name).toList();
        TimingTable times = timing ? new TimingTable(names, Counters.shared()) : null;
        Report report = new Report(terminal, pool, times);
        Thread ending = new Thread(
                () -> {
                    stopped.countDown();
                    report.end();
                    run.dispose();
                },
                "demo-end");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            warnOfStrangers();
            terminal.println("Open " + run.server().address());
            run.streams()
                    .mounts()
                    .forEach(path -> terminal.println("Play " + run.streams().uri(path)));
            if (!quiet) {
                terminal.println(
                        "Memory: at most %d MiB for units and %d MiB for pictures, when needed"
                                .formatted(
                                        pool.capacityBytes() / MEBIBYTE,
                                        decoders.pictureBytes() / MEBIBYTE));
            }
            return checkSeconds > 0 ? check(run, report) : show(run, report, stopped);
        } finally {
            run.dispose();
            removeHook(ending);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // Ctrl-C came first: the hook does the rest.
            return;
        }
    }

    /** Shows how the cameras do until the process is ended, or until none can play any more. */
    private int show(DemoRun run, Report report, CountDownLatch stopped)
            throws InterruptedException {
        while (!run.hasNothingLeft()) {
            if (!quiet) {
                report.tick(run);
            }
            if (stopped.await(1, TimeUnit.SECONDS)) {
                return 0;
            }
        }
        if (stopped.getCount() == 0) {
            return 0;
        }
        report.end();
        run.cameras().forEach(camera -> tell(camera.name() + ": " + camera.state()));
        tell("valkka demo: there is no camera left to show");
        return 1;
    }

    private int check(DemoRun run, Report report) {
        CheckResult result = PageViewer.watch(
                run.server().port(), user, password, Duration.ofSeconds(checkSeconds));
        String verdict = result.verdict(run.cameras(), Duration.ofSeconds(checkSeconds));
        report.end(verdict);
        return verdict.startsWith("demo: ok") ? 0 : 1;
    }

    private CameraServer server() {
        int wanted = port != null ? port : checkSeconds > 0 ? 0 : 8080;
        CameraServer server =
                CameraServer.create().title("reactor-valkka").host(bind).port(wanted);
        return user != null && password != null ? server.credentials(user, password) : server;
    }

    private RtspServer streams() {
        int wanted = rtspPort != null ? rtspPort : checkSeconds > 0 ? 0 : 8554;
        RtspServer server = RtspServer.create().host(bind).port(wanted);
        return user != null && password != null ? server.credentials(user, password) : server;
    }

    private void validate() {
        if ((user == null) != (password == null)) {
            refuse("--user and --password go together");
        }
        validate("--port", port);
        validate("--rtsp-port", rtspPort);
        if (checkSeconds < 0) {
            refuse("--check must be 1 second or more");
        }
    }

    private void validate(String option, @Nullable Integer number) {
        if (number != null && (number < 0 || number > 65535)) {
            refuse(option + " must be 0 to 65535");
        }
    }

    private void warnOfStrangers() {
        if (user == null && !bind.equals(LOOPBACK) && !bind.equals("localhost")) {
            tell("valkka demo: everybody who reaches " + bind
                    + " can watch; --user and --password keep them out");
        }
    }

    private void refuse(String problem) {
        if (spec == null) {
            throw new IllegalStateException(problem);
        }
        throw new ParameterException(spec.commandLine(), problem);
    }

    private static void tell(String line) {
        System.err.println(line);
    }
}
