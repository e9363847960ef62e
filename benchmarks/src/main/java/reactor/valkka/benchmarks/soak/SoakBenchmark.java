package reactor.valkka.benchmarks.soak;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.OpenFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Everything at once for a long time: what grows, what does not come back, who is forgotten. */
@Command(
        name = "soak",
        description = {
            "Fetches, forks and serves many cameras in one process while a hundredth of them hang"
                    + " up each second and viewers (HTTP) and readers (RTSP) come and go; a quarter"
                    + " is recorded, an eighth analysed.",
            "The last line is 'soak: minutes M, rss slope X MB per hour, leaked L, stuck S': growth"
                    + " of resident memory after the first 10 minutes, or after the first half"
                    + " where it is shorter, with what a full collection leaves in the heap, which"
                    + " is resident as a whole from the start; slots, sockets and threads that did"
                    + " not come back when everything was stopped; cameras, recordings, analyses,"
                    + " viewers and readers that showed nothing for 20 s. Exits with 1 if L or S is"
                    + " not 0, if one of them was over before it should, which is told with the"
                    + " reason, or if X is above 5 and was measured for half an hour, as with"
                    + " --minutes 40; before, a process still grows into its size."
        },
        mixinStandardHelpOptions = true)
public final class SoakBenchmark implements Callable<Integer> {

    private static final int CLIPS = 4;
    private static final int CAMERAS_LEAST = 8;
    private static final int CAMERAS_MOST = 1_000;
    private static final int QUICK_CAMERAS = 40;
    private static final int QUICK_SECONDS = 30;
    private static final int MINUTES_MOST = 100_000;
    private static final int SOCKETS_OF_CAMERA = 2; // its own, and its visitors'
    private static final int SECONDS_PER_MINUTE = 60;

    @Mixin
    private MeasureOptions options = new MeasureOptions();

    @Option(names = "--cameras", description = "How many. Default: 200; with --quick 40.")
    private @Nullable Integer cameras;

    @Option(
            names = "--minutes",
            defaultValue = "9",
            description = "How long; with --quick half a minute. Default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Override
    public Integer call() throws IOException {
        int count = cameras != null ? cameras : options.isQuick() ? QUICK_CAMERAS : 200;
        options.range("--cameras", count, CAMERAS_LEAST, CAMERAS_MOST);
        options.range("--minutes", minutes, 1, MINUTES_MOST);
        options.refuse(OpenFiles.complaint(count, "cameras", SOCKETS_OF_CAMERA));
        options.check();
        Path recordings = Files.createTempDirectory("valkka-soak");
        try {
            SoakFigures figures = measure(count, recordings);
            options.say(figures.details());
            return options.end(figures, figures.complaint(), figures.summary());
        } finally {
            delete(recordings);
        }
    }

    private SoakFigures measure(int count, Path recordings) {
        FarmFootage footage = new FarmFootage(FarmFootage.PICTURES_PER_SECOND, CLIPS);
        footage.files();
        try (SoakRun run = new SoakRun(footage, count, recordings, options)) {
            return run.run(options.isQuick() ? QUICK_SECONDS : minutes * SECONDS_PER_MINUTE);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        }
    }
}
