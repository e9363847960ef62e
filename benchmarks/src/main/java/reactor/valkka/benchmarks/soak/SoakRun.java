package reactor.valkka.benchmarks.soak;

import reactor.valkka.benchmarks.Slope;
import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.LiveTable;
import reactor.valkka.benchmarks.measure.MeasureOptions;
import reactor.valkka.benchmarks.measure.Pause;
import reactor.valkka.benchmarks.measure.Worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Cameras, the process that is watched, and its visitors. */
final class SoakRun implements AutoCloseable {

    private static final List<String> SMALL = List.of("-Xmx128m", "-XX:+UseSerialGC");
    private static final int LOOK_SECONDS = 5;
    private static final int ROW_SECONDS = 10;
    private static final int SETTLING_SECONDS_MAX = 600;
    private static final int START_SECONDS_MAX = 60;
    private static final int MENDED_SECONDS_MAX = 25;

    /** After so long whoever was hung up on last, and did not come back, is known to be silent. */
    private static final int SILENT_SECONDS = 4;

    private static final Duration STOP_MAX = Duration.ofSeconds(120);
    private static final int HANG_UP_PART = 100;
    private static final int VISITORS_PART = 8;
    private static final double SECONDS_PER_HOUR = 3_600;

    private final int cameras;
    private final LiveTable table;
    private final CameraFarm farm;
    private final Worker worker;
    private final Worker visitors;
    private final Slope slope = new Slope();

    /**
     * Starts everything and waits until all cameras play, are recorded and analysed.
     *
     * @param recordings a directory for some of them
     * @param options say whether the table is shown
     */
    SoakRun(FarmFootage footage, int cameras, Path recordings, MeasureOptions options) {
        this.cameras = cameras;
        farm = CameraFarm.start(footage);
        worker = Worker.java(
                SoakWorker.class,
                flags(cameras),
                farm.addresses(),
                Integer.toString(cameras),
                recordings.toString());
        SoakWorker.Ports ports = worker.started(SoakWorker.Ports.class);
        awaitAll(START_SECONDS_MAX);
        visitors = Worker.java(
                Visitors.class,
                SMALL,
                Integer.toString(ports.pages()),
                Integer.toString(ports.restreams()),
                Integer.toString(cameras),
                Integer.toString(Math.max(2, cameras / VISITORS_PART)));
        table = options.table(
                "second", "playing", "units/s", "viewers", "readers", "cores", "RSS MB", "heap MB",
                "threads", "sockets");
    }

    /** What of the heap is in use is known from its collections: touching it is no growth. */
    private static List<String> flags(int cameras) {
        return List.of(
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:+UseSerialGC",
                Worker.directMemory(SoakWorker.poolBytes(cameras)));
    }

    private SoakStatus status() {
        return worker.ask("status", SoakStatus.class);
    }

    private SoakStatus collected() {
        return worker.ask("collect", SoakStatus.class);
    }

    private void awaitAll(int secondsMax) {
        for (int passed = 0; status().silent() > 0 && passed < secondsMax; passed++) {
            Pause.seconds(1);
        }
    }

    /** Watches while cameras hang up and visitors come and go, then stops everything. */
    SoakFigures run(int seconds) {
        int settling = Math.min(SETTLING_SECONDS_MAX, seconds / 2);
        long start = System.nanoTime();
        Worker.Cpu cpu = worker.cpu();
        SoakStatus first = status();
        Look before = new Look(start, cpu, first);
        for (int second = 1; second <= seconds; second++) {
            Pause.seconds(second - (System.nanoTime() - start) / 1e9);
            farm.hangUp(Math.max(1, cameras / HANG_UP_PART));
            if (second >= settling && second % ROW_SECONDS == 0) {
                slope.add(second, collected().growingMegabytes());
            }
            if (second % LOOK_SECONDS == 0) {
                Look now = new Look(System.nanoTime(), worker.cpu(), status());
                if (second % ROW_SECONDS == 0) {
                    row(second, before, now);
                    before = now;
                }
            }
        }
        return end(start, cpu, first, seconds - settling);
    }

    /** What was seen at one moment. */
    private record Look(long nanos, Worker.Cpu cpu, SoakStatus status) {}

    private void row(int second, Look before, Look now) {
        VisitorStatus visiting = visitors.ask("status", VisitorStatus.class);
        double took = (now.nanos() - before.nanos()) / 1e9;
        SoakStatus status = now.status();
        table.row(
                second,
                status.playing(),
                (status.units() - before.status().units()) / took,
                visiting.viewers(),
                visiting.readers(),
                now.cpu().minus(before.cpu()).millis() / 1_000 / took,
                status.residentMegabytes(),
                status.heapBytes() / 1e6,
                status.threads(),
                status.sockets());
    }

    /** From now on nobody hangs up, so that all must show something again. */
    private SoakFigures end(long start, Worker.Cpu cpu, SoakStatus first, double slopeSeconds) {
        double took = (System.nanoTime() - start) / 1e9;
        double cores = worker.cpu().minus(cpu).millis() / 1_000 / took;
        SoakStatus last = status();
        Pause.seconds(SILENT_SECONDS);
        awaitAll(MENDED_SECONDS_MAX);
        SoakStatus mended = status();
        VisitorStatus visiting = visitors.ask("leave", VisitorStatus.class);
        Leaks leaks = worker.ask("stop", Leaks.class, STOP_MAX);
        return new SoakFigures(
                cameras,
                took / 60,
                (last.units() - first.units()) / took,
                visiting.visits(),
                cores,
                last.residentMegabytes(),
                slope.value() * SECONDS_PER_HOUR,
                slopeSeconds / 60,
                leaks,
                mended.stuck() + visiting.stuck(),
                mended.ended() + visiting.ended());
    }

    @Override
    public void close() {
        visitors.close();
        worker.close();
        farm.close();
    }
}
