package reactor.valkka.benchmarks.analyse;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.Observation;
import reactor.valkka.benchmarks.ingest.ReceiveCost;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.Worker;
import reactor.valkka.ffmpeg.DecodePolicy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The parts of the measurement, one after the other: fewer, the other program, floor, ours. */
final class AnalyseMeasurement {

    private static final int WARM_UP_SECONDS = 30;
    private static final int QUICK_WARM_UP_SECONDS = 3;
    private static final int BARE_SECONDS = 15;
    private static final int QUICK_BARE_SECONDS = 3;
    private static final int BARE_START_SECONDS_MAX = 60;
    private static final int PARTS = 4;
    private static final double NANOS_PER_SECOND = 1e9;

    private final FarmFootage footage;
    private final AnalysePlan plan;
    private final boolean quick;
    private final int seconds;
    private final LiveTable table;

    /**
     * All figures.
     *
     * @param all of ours
     * @param fewer of ours, with a quarter of the cameras
     * @param peer of the other program
     * @param bareMillis of FFmpeg alone for a key frame and its small picture
     * @param receiveMillis in a second to receive a camera, and no more
     * @param ratio of our cost to that of both, for as many pictures; NaN where not only key frames
     *     are decoded
     */
    record Figures(
            AnalyseFigures all,
            AnalyseFigures fewer,
            @Nullable AnalyseFigures peer,
            double bareMillis,
            double receiveMillis,
            double ratio) {

        /** What is not as it should be of ours; null if all is. */
        @Nullable
        String complaint() {
            String ofAll = all.complaint();
            return ofAll != null ? ofAll : fewer.complaint();
        }
    }

    AnalyseMeasurement(FarmFootage footage, AnalysePlan plan, MeasureOptions options, int seconds) {
        this.footage = footage;
        this.plan = plan;
        quick = options.isQuick();
        this.seconds = seconds;
        table = AnalyseFigures.table(options);
    }

    Figures run(@Nullable Analyser peer) {
        AnalyseFigures fewer = measure(Analyser.VALKKA, Math.max(1, plan.cameras() / PARTS));
        AnalyseFigures theirs =
                peer == null ? null : measure(peer, Math.min(plan.cameras(), peer.camerasMost()));
        double receive = ReceiveCost.millisPerCamera(footage, plan.cameras(), quick);
        // Right before and after ours: how fast the machine is changes within minutes.
        double bareBefore = bareMillis();
        AnalyseFigures all = measure(Analyser.VALKKA, plan.cameras());
        double bare = quick ? bareBefore : (bareBefore + bareMillis()) / 2;
        double floor = bare * all.picturesPerSecond() / plan.cameras() + receive;
        double ratio = plan.policy() == DecodePolicy.LATEST_KEY_FRAME
                ? all.cores() * 1_000 / plan.cameras() / floor
                : Double.NaN;
        return new Figures(all, fewer, theirs, bare, receive, ratio);
    }

    private double bareMillis() {
        int duration = quick ? QUICK_BARE_SECONDS : BARE_SECONDS;
        List<String> arguments = new ArrayList<>(List.of(
                Integer.toString(plan.width()),
                Integer.toString(plan.height()),
                Integer.toString(duration),
                Boolean.toString(plan.withoutLoopFilter())));
        footage.files().forEach(file -> arguments.add(file.toString()));
        try (Worker loop = Worker.java(
                BareLoop.class, List.of("-XX:+UseSerialGC"), arguments.toArray(String[]::new))) {
            return loop.told(
                            BareLoop.Cost.class,
                            "to decode key frames for " + duration + " s",
                            Duration.ofSeconds(duration + BARE_START_SECONDS_MAX))
                    .millis();
        }
    }

    private AnalyseFigures measure(Analyser analyser, int cameras) {
        AnalysePlan part = plan.withCameras(cameras);
        double longest = Math.max(
                part.periodNanos() / NANOS_PER_SECOND,
                (double) part.group() / FarmFootage.PICTURES_PER_SECOND);
        try (CameraFarm farm = CameraFarm.start(footage);
                Contestant<AnalyseStatus> program = analyser.start(farm.addresses(), part)) {
            return new Observation<>(
                            farm,
                            program,
                            cameras,
                            window -> AnalyseFigures.of(analyser.title(), part, longest, window),
                            (second, figures) -> figures.row(table, second))
                    .measure(quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS, seconds);
        }
    }
}
