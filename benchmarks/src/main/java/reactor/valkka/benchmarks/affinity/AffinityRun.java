package reactor.valkka.benchmarks.affinity;

import reactor.valkka.benchmarks.farm.FarmClient;
import reactor.valkka.benchmarks.measure.Pause;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.count.Counters;
import reactor.valkka.count.Durations;
import reactor.valkka.count.Stage;
import reactor.valkka.count.StageTimes;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Inspect;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.RtspSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The process that is measured: decodes every picture of all cameras, warms up, then tells on one
 * line what the stages took and how much processor time it cost.
 */
final class AffinityRun {
    private static final String CONSUMER = "bench";
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int START_SECONDS_MAX = 60;
    private static final double LOOK_SECONDS = 0.2;
    private static final int STARTED_PICTURES = 25;

    /** What was measured up to some moment. */
    private record Reading(
            long nanos, Durations waited, Durations decoded, Durations total, Duration cpu) {
        static Reading of(List<StageTimes> cameras) {
            long nanos = System.nanoTime();
            Durations waited = Durations.NONE;
            Durations decoded = Durations.NONE;
            Durations total = Durations.NONE;
            for (StageTimes camera : cameras) {
                waited = waited.plus(camera.of(Stage.WAITED));
                decoded = decoded.plus(camera.of(Stage.DECODED));
                total = total.plus(camera.consumer(CONSUMER).total());
            }
            Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
            return new Reading(nanos, waited, decoded, total, cpu);
        }

        Figures since(Reading earlier) {
            Durations all = total.since(earlier.total);
            return new Figures(
                    (nanos - earlier.nanos) / NANOS_PER_SECOND,
                    all.count(),
                    cpu.minus(earlier.cpu).toNanos() / NANOS_PER_MILLI / Math.max(1, all.count()),
                    waited.since(earlier.waited).p99Nanos() / NANOS_PER_MILLI,
                    decoded.since(earlier.decoded).p99Nanos() / NANOS_PER_MILLI,
                    all.p50Nanos() / NANOS_PER_MILLI,
                    all.p99Nanos() / NANOS_PER_MILLI,
                    all.p999Nanos() / NANOS_PER_MILLI);
        }
    }

    /**
     * What a run tells.
     *
     * @param seconds measured
     * @param pictures that were delivered
     * @param cpuMillis processor time for a picture
     * @param waitedP99Millis for the decoder, 99 of 100
     * @param decodedP99Millis 99 of 100
     * @param p50Millis of the whole way
     * @param p99Millis of the whole way
     * @param p999Millis of the whole way
     */
    record Figures(
            double seconds,
            long pictures,
            double cpuMillis,
            double waitedP99Millis,
            double decodedP99Millis,
            double p50Millis,
            double p99Millis,
            double p999Millis) {}

    private AffinityRun() {}

    /**
     * Takes the beginning of the addresses, how many cameras, the seconds to warm up, and the
     * seconds to measure.
     */
    public static void main(String[] arguments) {
        Counters counters = new Counters();
        Decoders decoders =
                Decoders.builder().counters(counters).governed(false).build();
        ConnectionGovernor governor = FarmClient.governor();
        List<StageTimes> times = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            StreamId stream = StreamId.of("camera-" + i);
            times.add(counters.of(stream).times());
            FarmClient.watch(
                    stream.toString(),
                    RtspSource.create(arguments[0] + i).stream(stream)
                            .counters(counters)
                            .governor(governor)
                            .frames()
                            .transform(Decode.on(decoders))
                            .transform(Inspect.delivered(CONSUMER, counters))
                            .as(Use.each(picture -> {})));
        }
        awaitPictures(times);
        Pause.seconds(Integer.parseInt(arguments[2]));
        Reading before = Reading.of(times);
        Pause.seconds(Integer.parseInt(arguments[3]));
        WorkerProcess.tell(Reading.of(times).since(before));
        System.exit(0);
    }

    /** All cameras play, however busy the machine is. */
    private static void awaitPictures(List<StageTimes> cameras) {
        for (double waited = 0; waited < START_SECONDS_MAX; waited += LOOK_SECONDS) {
            if (cameras.stream().allMatch(AffinityRun::plays)) {
                return;
            }
            Pause.seconds(LOOK_SECONDS);
        }
        WorkerProcess.fail("not all cameras play after " + START_SECONDS_MAX + " s");
    }

    private static boolean plays(StageTimes camera) {
        return camera.consumer(CONSUMER).total().count() >= STARTED_PICTURES;
    }
}
