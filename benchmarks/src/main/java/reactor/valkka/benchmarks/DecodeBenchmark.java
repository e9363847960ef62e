package reactor.valkka.benchmarks;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.Bounds;
import reactor.valkka.benchmarks.measure.Median;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Compares our decoding with that of FFmpeg's own program, in processor time per picture: whole
 * processes, one decoding thread each, in turn. Of ours the first pictures are taken out, in which
 * the JVM warms up; of the program's an empty run. All pictures must have equal checksums.
 *
 * <p>Each round compares two runs that followed each other, and begins with the other side than the
 * round before; the result is the median of the rounds. So a machine that becomes faster or slower
 * meanwhile changes little.
 */
@Command(
        name = "decode",
        description = {
            "Decodes FILE with our pipeline and with FFmpeg's program, in turn.",
            "The last line is 'decode: ratio R': the program's processor time for a picture over"
                    + " ours. Exits with 1 if a picture differs."
        },
        mixinStandardHelpOptions = true)
public final class DecodeBenchmark implements Callable<Integer> {
    private static final int ROUNDS_MOST = 100;
    private static final int PICTURES_MOST = 1_000_000;

    /** Twice as many as warm up. */
    private static final int PICTURES_LEAST = 2 * DecodeRun.WARM_UP_PICTURES;

    @Parameters(paramLabel = "FILE", description = "A video file; repeated to have enough.")
    private Path file = Path.of("");

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Runs of each, up to 100. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--pictures",
            defaultValue = "6000",
            description =
                    "Pictures a run, at least; 1000 to a million. Default:" + " ${DEFAULT-VALUE}.")
    private int pictures;

    @Option(
            names = "--jvm-option",
            defaultValue = "-XX:TieredStopAtLevel=1",
            description = {
                "An option of the JVM that runs our pipeline; '-showversion' for its defaults.",
                "Default: ${DEFAULT-VALUE}. What is hot here is native code, and the second"
                        + " compiler's own second of work would count as decoding."
            })
    private String jvmOption = "";

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec command;

    @CommandLine.ParentCommand
    private @Nullable Bench bench;

    /** Takes the file and options. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DecodeBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() {
        Bounds bounds = new Bounds(Objects.requireNonNull(command));
        bounds.check("--rounds", rounds, 1, ROUNDS_MOST);
        bounds.check("--pictures", pictures, PICTURES_LEAST, PICTURES_MOST);
        try {
            return measure();
        } catch (ValkkaException e) {
            System.err.println("valkka: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private int measure() {
        if (!Files.isRegularFile(file)) {
            throw new ValkkaException("There is no file " + file);
        }
        FfmpegProgram program = new FfmpegProgram(file);
        int inFile = ours(1, DecodeRun.Mode.CHECKSUM).pictures();
        if (inFile == 0) {
            throw new ValkkaException("There is no picture in " + file);
        }
        int repeats = (int) (((long) pictures + inFile - 1) / inFile);
        print("%s: %d pictures, played %d times; JVM %s%n", file, inFile, repeats, jvmOption);
        if (!sameChecksums(program, repeats)) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        double start = program.startSeconds();
        List<Double> ratios = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            boolean oursFirst = round % 2 == 0;
            DecodeRun.Result run = oursFirst ? ours(repeats, DecodeRun.Mode.DECODE) : null;
            double theirs = (program.decodeSeconds(repeats) - start) / ((double) repeats * inFile);
            if (run == null) {
                run = ours(repeats, DecodeRun.Mode.DECODE);
            }
            double ratio = theirs / run.cpuSecondsPerPicture();
            ratios.add(ratio);
            bytes.add(run.heapBytesPerPicture());
            print(
                    "round %d: ffmpeg %.3f ms, ours %.3f ms of processor time for a picture,"
                            + " ratio %.3f; %.0f bytes of heap%n",
                    round,
                    1_000 * theirs,
                    1_000 * run.cpuSecondsPerPicture(),
                    ratio,
                    run.heapBytesPerPicture());
        }
        print("ffmpeg's empty run %.3f s%n", start);
        System.out.printf(Locale.ROOT, "decode: heap bytes for a picture %.0f%n", median(bytes));
        System.out.printf(Locale.ROOT, "decode: ratio %.3f%n", median(ratios));
        return CommandLine.ExitCode.OK;
    }

    private DecodeRun.Result ours(int repeats, DecodeRun.Mode mode) {
        return DecodeRun.inChild(file, repeats, mode, jvmOption);
    }

    private boolean sameChecksums(FfmpegProgram program, int repeats) {
        String expected = program.checksum(repeats);
        DecodeRun.Result run = ours(repeats, DecodeRun.Mode.CHECKSUM);
        boolean same = expected.equals(run.checksum());
        print(
                "checksums of %d pictures: %s%n",
                run.pictures(), same ? "equal" : "DIFFERENT, ours " + run.checksum());
        if (!same) {
            System.err.println("valkka: the pictures of " + file + " differ from ffmpeg's");
        }
        return same;
    }

    private void print(String format, Object... values) {
        if (bench == null || !bench.isQuiet()) {
            System.out.printf(Locale.ROOT, format, values);
        }
    }

    private static double median(List<Double> values) {
        return Median.of(values.stream().mapToDouble(Double::doubleValue));
    }
}
