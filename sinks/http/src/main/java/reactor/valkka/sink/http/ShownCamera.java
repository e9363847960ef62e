package reactor.valkka.sink.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.valkka.count.Counter;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A camera while a server shows it: its subscriptions, its latest state, its rates. */
final class ShownCamera {
    private static final Logger LOG = LoggerFactory.getLogger(CameraServer.class);
    private static final double BITS_PER_KILOBYTE = 8.0 / 1000;
    private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Camera camera;
    private final Mount mount;
    private final Disposable.Composite subscriptions = Disposables.composite();
    private volatile String said = "";
    private volatile Rates rates = new Rates(0, 0);
    private long measuredNanos = System.nanoTime();
    private long measuredUnits;
    private long measuredBytes;

    /** What one measurement found; seen whole or not at all. */
    private record Rates(double framesPerSecond, double kilobitsPerSecond) {}

    ShownCamera(Camera camera) {
        this.camera = camera;
        mount = camera.stream().mount();
        measuredUnits = mount.units();
        measuredBytes = mount.bytes();
    }

    /** Begins to listen; overlays go to a function, with the media time in seconds. */
    void start(BiConsumer<ShownCamera, byte[]> overlays) {
        subscriptions.add(camera.states().subscribe(word -> said = word, this::warn));
        subscriptions.add(camera.overlays()
                .onBackpressureLatest()
                .subscribe(overlay -> overlays.accept(this, describe(overlay)), this::warn));
        if (camera.isEager()) {
            subscriptions.add(camera.stream().connect());
        }
    }

    private void warn(Throwable failure) {
        LOG.warn("States or boxes of camera {} have ended: {}", camera.name(), failure.toString());
    }

    private byte[] describe(Overlay overlay) {
        JsonText json = new JsonText()
                .object()
                .put("type", "overlay")
                .put("camera", mount.number())
                .put("time", mount.mediaSeconds(overlay.pts()))
                .array("boxes");
        for (Overlay.Box box : overlay.boxes()) {
            json.object()
                    .put("x", box.x())
                    .put("y", box.y())
                    .put("width", box.width())
                    .put("height", box.height())
                    .put("label", box.label())
                    .endObject();
        }
        return json.endArray().endObject().toBytes();
    }

    /** Takes the rates since the last call; once a second, by one thread. */
    void measure() {
        long now = System.nanoTime();
        long units = mount.units();
        long bytes = mount.bytes();
        double seconds = (now - measuredNanos) / NANOS_PER_SECOND;
        if (seconds > 0) {
            rates = new Rates(
                    (units - measuredUnits) / seconds,
                    (bytes - measuredBytes) * BITS_PER_KILOBYTE / seconds);
        }
        measuredNanos = now;
        measuredUnits = units;
        measuredBytes = bytes;
    }

    CameraStatus status() {
        Rates measured = rates;
        MountFormat format = mount.format();
        Map<Counter, Long> counters = format == null
                ? Map.of()
                : mount.settings().counters().of(format.stream()).snapshot();
        return new CameraStatus(
                camera.name(),
                state(),
                measured.framesPerSecond(),
                measured.kilobitsPerSecond(),
                mount.ring().viewers(),
                sum(counters, Counter.OUTLET_DROPPED, Counter.BRANCH_DROPPED)
                        + sum(counters, Counter.POOL_EXHAUSTED, Counter.UNITS_DAMAGED),
                sum(counters, Counter.VIEWER_SKIPPED),
                format == null ? 0 : format.width(),
                format == null ? 0 : format.height(),
                format == null ? "" : format.mime(),
                counters);
    }

    private String state() {
        MountState seen = mount.state();
        Throwable failure = mount.failure();
        if (seen == MountState.FAILED && failure != null) {
            return "failed: " + failure.getMessage();
        }
        return said.isEmpty() ? seen.word() : said;
    }

    private static long sum(Map<Counter, Long> counters, Counter... wanted) {
        long sum = 0;
        for (Counter counter : wanted) {
            sum += counters.getOrDefault(counter, 0L);
        }
        return sum;
    }

    /** Adds what a page is told once a second to an open array. */
    void describe(JsonText json) {
        CameraStatus status = status();
        json.object()
                .put("number", mount.number())
                .put("name", status.name())
                .put("state", status.state())
                .put("fps", status.framesPerSecond())
                .put("kbps", status.kilobitsPerSecond())
                .put("viewers", status.viewers())
                .put("dropped", status.dropped())
                .put("skipped", status.skipped())
                .put("width", status.width())
                .put("height", status.height())
                .put("mime", status.mime())
                .object("counters");
        for (Counter counter : Counter.values()) {
            Long value = status.counters().get(counter);
            if (value != null) {
                json.put(counter.name(), value);
            }
        }
        json.endObject().endObject();
    }

    Camera camera() {
        return camera;
    }

    Mount mount() {
        return mount;
    }

    /** Stops listening and lets the camera go. */
    void stop() {
        subscriptions.dispose();
    }
}
