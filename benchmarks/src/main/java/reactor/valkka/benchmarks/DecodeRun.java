package reactor.valkka.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.JsonLine;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.operator.Use;
import reactor.valkka.source.file.FileSource;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Our side of {@link DecodeBenchmark}: a JVM of its own that decodes a file and reports. */
final class DecodeRun {
    static final int WARM_UP_PICTURES = 500;

    /** How often it is looked at: threads that end take with them what they took since. */
    private static final int HEAP_STEP_PICTURES = 250;

    private static final double NANOS_PER_SECOND = 1e9;

    /** What a run does with its pictures. */
    enum Mode {
        /** Nothing: their cost is measured. */
        DECODE,
        /** Sums them up. */
        CHECKSUM
    }

    /** What a run reports. */
    record Result(
            int pictures,
            String checksum,
            double cpuSecondsPerPicture,
            double heapBytesPerPicture) {}

    private final OperatingSystemMXBean process =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Checksum checksum = new Checksum();
    private final Mode mode;
    private final Map<Long, Long> allocatedBytes = new HashMap<>();
    private int pictures;
    private long cpuNanos;
    private long heapBytesBefore;
    private long heapBytes;
    private int heapPictures;

    private DecodeRun(Mode mode) {
        this.mode = mode;
    }

    /** Runs in a process of its own. */
    static Result inChild(Path file, int repeats, Mode mode, String jvmOption) {
        String output = ChildProcess.run(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        jvmOption,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DecodeRun.class.getName(),
                        mode.name(),
                        Integer.toString(repeats),
                        file.toString()))
                .output();
        return JsonLine.parse(output.lines().reduce("", (before, line) -> line), Result.class);
    }

    /** Takes mode, repeats and file; prints the result on one line. */
    public static void main(String[] arguments) {
        DecodeRun run = new DecodeRun(Mode.valueOf(arguments[0]));
        Result result;
        try {
            result = run.decode(Path.of(arguments[2]), Integer.parseInt(arguments[1]));
        } catch (ValkkaException e) {
            System.err.println("valkka: " + e.getMessage());
            System.exit(1);
            return;
        }
        WorkerProcess.tell(result);
        System.exit(0);
    }

    private Result decode(Path file, int repeats) {
        Decoders decoders = Decoders.builder().threads(1).build();
        FileSource.of(file)
                .loop(repeats)
                .frames()
                .transform(Decode.on(decoders))
                .as(Use.each(this::take))
                .block(ChildProcess.LONGEST);
        double counted = Math.max(1, pictures - WARM_UP_PICTURES);
        return new Result(
                pictures,
                checksum.toString(),
                (process.getProcessCpuTime() - cpuNanos) / NANOS_PER_SECOND / counted,
                heapBytes / (double) Math.max(1, heapPictures));
    }

    private void take(Picture picture) {
        if (mode == Mode.CHECKSUM) {
            checksum.add((HostPicture) picture);
        }
        if (++pictures == WARM_UP_PICTURES) {
            cpuNanos = process.getProcessCpuTime();
            heapBytesBefore = allocated();
        } else if (pictures > WARM_UP_PICTURES && pictures % HEAP_STEP_PICTURES == 0) {
            heapPictures = pictures - WARM_UP_PICTURES;
            heapBytes = allocated() - heapBytesBefore;
        }
    }

    /** What all threads have taken so far, with those that have ended since they were seen. */
    private long allocated() {
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            allocatedBytes.merge(ids[i], bytes[i], Math::max);
        }
        return allocatedBytes.values().stream().mapToLong(Long::longValue).sum();
    }
}
