package reactor.valkka.benchmarks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.measure.Bounds;
import reactor.valkka.benchmarks.measure.NoAnswerException;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CheckedVideo;
import reactor.valkka.test.FakeCamera;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Connects to cameras that end each connection in their own way, thousands of times, and looks at
 * what stays behind: memory, threads, sockets and slots. The cameras are in this process; what is
 * measured is another one, {@link ReconnectRun}. Its heap is resident from the start, and it
 * interprets: the JVM's compilers take and give back megabytes while they run, and a leak of ours
 * would be lost among them.
 */
@Command(
        name = "reconnects",
        description = {
            "Connects thousands of times to cameras that hang up, and looks at what stays behind.",
            "The last line is 'reconnects: N, leaked L, rss slope X KB per 1000': threads, sockets"
                    + " and slots more at the end than after the first tenth, and the growth of"
                    + " resident memory since then. Exits with 1 if something leaked."
        },
        mixinStandardHelpOptions = true)
final class ReconnectsBenchmark implements Callable<Integer> {

    private static final CameraScript USUAL =
            CameraScript.usual().tracks(new CheckedVideo(4, 3_000, 300)).framesPerSecond(200);

    /** Each ends connections in another way; of each there is one for TCP and one for UDP. */
    private static final List<CameraScript> SCRIPTS = List.of(
            USUAL.closeAfter(4),
            USUAL.unitsMax(4),
            USUAL.garbageAfter(4),
            USUAL.closeAt(RtspMethod.PLAY),
            USUAL.answering(RtspMethod.DESCRIBE, 503),
            USUAL.answering(RtspMethod.SETUP, 461),
            USUAL.segments(700).closeAfter(2),
            USUAL.garbageAt(RtspMethod.DESCRIBE));

    private static final int RECONNECTS_LEAST = 100;
    private static final int RECONNECTS_MOST = 10_000_000;

    @Option(
            names = "--reconnects",
            defaultValue = "10000",
            description = "How many, over all cameras. Default: ${DEFAULT-VALUE}.")
    private int reconnects;

    @Option(
            names = "--jvm-option",
            description = {
                "One more option of the JVM that is measured; may be repeated. It interprets,",
                "for a compiler's memory would hide a small leak; '-Xmixed' lets it compile."
            })
    private List<String> jvmOptions = new ArrayList<>();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec command;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    @Override
    public Integer call() throws IOException, InterruptedException {
        new Bounds(Objects.requireNonNull(command))
                .check("--reconnects", reconnects, RECONNECTS_LEAST, RECONNECTS_MOST);
        List<FakeCamera> cameras = new ArrayList<>();
        try {
            for (CameraScript script : SCRIPTS) {
                cameras.add(FakeCamera.start(script));
                cameras.add(FakeCamera.start(script));
            }
            Process run = run(cameras);
            try {
                if (!run.waitFor(ReconnectRun.SECONDS_MAX, TimeUnit.SECONDS)) {
                    throw new NoAnswerException(
                            "ReconnectRun",
                            "to reconnect " + reconnects + " times",
                            Duration.ofSeconds(ReconnectRun.SECONDS_MAX));
                }
                return run.exitValue();
            } finally {
                run.destroyForcibly();
            }
        } finally {
            cameras.forEach(FakeCamera::close);
        }
    }

    private Process run(List<FakeCamera> cameras) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                "-Xint",
                "-Dvalkka.log.level=ERROR"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                ReconnectRun.class.getName(),
                Integer.toString(reconnects),
                Boolean.toString(bench != null && bench.isQuiet())));
        cameras.forEach(camera -> command.add(camera.uri()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        return builder.start();
    }
}
