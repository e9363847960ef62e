package reactor.valkka.examples.demo;

import org.jspecify.annotations.Nullable;

import reactor.valkka.sink.http.CameraStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a viewer saw.
 *
 * @param names of the cameras that the page told of, by number
 * @param watched what came of each
 * @param firstPictureNanos from the start of the connection to the first picture; −1 for none
 * @param overlays messages about boxes
 * @param failure why the connection ended too early, if it did
 */
record CheckResult(
        Map<Integer, String> names,
        Map<Integer, Mp4Watch> watched,
        long firstPictureNanos,
        long overlays,
        @Nullable Throwable failure) {
    private static final Duration SILENCE_MAX = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final double FRAMES_PER_SECOND_MIN = 2;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** One line: {@code demo: ok, …}, or {@code demo: failed, …} with the reasons. */
    String verdict(List<CameraStatus> cameras, Duration time) {
        List<String> wrong = new ArrayList<>();
        if (failure != null) {
            wrong.add(String.valueOf(failure.getMessage()));
        }
        if (names.size() != cameras.size()) {
            wrong.add("the page told of " + names.size() + " cameras, not " + cameras.size());
        }
        watched.forEach((number, camera) ->
                check(names.getOrDefault(number, "camera " + number), camera, time, wrong));
        if (time.compareTo(LONG) >= 0 && overlays == 0) {
            wrong.add("no motion analysis came");
        }
        long dropped = cameras.stream().mapToLong(StatusTable::dropped).sum();
        return wrong.isEmpty()
                ? "demo: ok, cameras %d, first picture after %d ms, dropped %d"
                        .formatted(cameras.size(), firstPictureNanos / NANOS_PER_MILLI, dropped)
                : "demo: failed, " + String.join("; ", wrong);
    }

    private static void check(String name, Mp4Watch camera, Duration time, List<String> wrong) {
        camera.troubles().forEach(trouble -> wrong.add(name + ": " + trouble));
        if (camera.fragments() == 0) {
            wrong.add(name + ": no picture came");
            return;
        }
        if (camera.keyFrames() == 0) {
            wrong.add(name + ": no key frame came");
        }
        long silentNanos = System.nanoTime() - camera.lastNanos();
        if (silentNanos > SILENCE_MAX.toNanos()) {
            wrong.add(name + ": silent for " + silentNanos / NANOS_PER_MILLI + " ms at the end");
        }
        double wanted = FRAMES_PER_SECOND_MIN * Math.max(0, time.toSeconds() - 2);
        if (camera.fragments() < wanted) {
            wrong.add(name + ": only " + camera.fragments() + " pictures came");
        }
    }
}
