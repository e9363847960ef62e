package reactor.valkka.examples.demo;

import reactor.valkka.count.Counter;
import reactor.valkka.sink.http.CameraStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How all cameras do, as lines of text that fit into a terminal. */
final class StatusTable {
    private static final int NAME_CHARS = 22;
    private static final int STATE_CHARS = 28;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String ROW = "%-22s %-28s %6s %8s %8s %8s %10s";

    private StatusTable() {}

    /** A heading and a line for each camera. */
    static List<String> of(List<CameraStatus> cameras) {
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted(
                "camera", "state", "fps", "kbit/s", "viewers", "dropped", "decode ms"));
        cameras.forEach(camera -> lines.add(row(camera)));
        return lines;
    }

    private static String row(CameraStatus camera) {
        return ROW.formatted(
                cut(camera.name(), NAME_CHARS),
                cut(camera.state(), STATE_CHARS),
                "%.1f".formatted(camera.framesPerSecond()),
                "%.0f".formatted(camera.kilobitsPerSecond()),
                camera.viewers(),
                dropped(camera),
                decodeMillis(camera));
    }

    /** A line for one camera where no table can be drawn. */
    static String line(CameraStatus camera) {
        return "%s: %s, %.1f fps, %.0f kbit/s, viewers %d, dropped %d, decode %s ms"
                .formatted(
                        camera.name(),
                        camera.state(),
                        camera.framesPerSecond(),
                        camera.kilobitsPerSecond(),
                        camera.viewers(),
                        dropped(camera),
                        decodeMillis(camera));
    }

    /** Units that did not come through, wherever they were lost. */
    static long dropped(CameraStatus camera) {
        return camera.dropped() + camera.skipped();
    }

    private static String decodeMillis(CameraStatus camera) {
        long pictures = camera.counters().getOrDefault(Counter.PICTURES_DECODED, 0L);
        long nanos = camera.counters().getOrDefault(Counter.DECODE_NANOS, 0L);
        return pictures == 0
                ? "-"
                : String.format(Locale.ROOT, "%.1f", nanos / NANOS_PER_MILLI / pictures);
    }

    private static String cut(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars - 1) + "…";
    }
}
