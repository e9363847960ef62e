package reactor.valkka.benchmarks.browser;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.Overflow;
import reactor.valkka.benchmarks.jmh.Group;
import reactor.valkka.benchmarks.jmh.UnitSource;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.spi.Outlet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Cameras that send 25 units a second, of the sizes of a recorded group of pictures, one after the
 * other on a thread of their own. The time of capture of a unit is when it was made, on the clock
 * of {@link System#nanoTime()}.
 */
final class BrowserCameras implements AutoCloseable {
    static final int UNITS_PER_SECOND = 25;
    static final long PERIOD_MICROS = TimeUnit.SECONDS.toMicros(1) / UNITS_PER_SECOND;
    private static final int OUTLET_UNITS = 16;
    private static final long BYTES_PER_CAMERA = 8L << 20;

    private final FramePool pool;
    private final List<Camera> cameras = new ArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "bench-cameras");
                thread.setDaemon(true);
                return thread;
            });

    BrowserCameras(int count) {
        pool = FramePool.builder("browser")
                .capacityBytes(count * BYTES_PER_CAMERA)
                .build()
                .warmup();
        for (int i = 0; i < count; i++) {
            cameras.add(
                    new Camera(new UnitSource(pool.share(StreamId.of(name(i)), 0), Group.P720, i)));
        }
    }

    static String name(int number) {
        return "camera-" + number;
    }

    /** The frames of a camera, for one subscriber. */
    Flux<EncodedFrame> frames(int number) {
        return cameras.get(number).frames();
    }

    /** Begins to send, each camera at a moment of its own. */
    void start() {
        long each = PERIOD_MICROS / cameras.size();
        for (int i = 0; i < cameras.size(); i++) {
            Camera camera = cameras.get(i);
            String name = name(i);
            timer.scheduleAtFixedRate(
                    () -> send(name, camera), each * i, PERIOD_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    /** The timer would forget the camera, and tell nobody. */
    private static void send(String name, Camera camera) {
        try {
            camera.send();
        } catch (RuntimeException | Error e) {
            WorkerProcess.fail(name + " sends no more: " + e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pool.dispose();
    }

    /** One camera, which throws its units away while nobody is connected. */
    private static final class Camera {
        private final UnitSource units;
        private volatile @Nullable Outlet<EncodedFrame> outlet;

        Camera(UnitSource units) {
            this.units = units;
        }

        Flux<EncodedFrame> frames() {
            return Outlet.flux(
                    Overflow.skipToKeyFrame(OUTLET_UNITS), Counters.shared(), connected -> {
                        connected.push(units.setup());
                        outlet = connected;
                        return () -> outlet = null;
                    });
        }

        void send() {
            Outlet<EncodedFrame> connected = outlet;
            if (connected != null) {
                connected.push(units.next());
            }
        }
    }
}
