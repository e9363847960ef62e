package reactor.valkka.benchmarks.soak;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.valkka.benchmarks.ProcessFacts;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.ffmpeg.Scale;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.sink.rtsp.RtspServerLimits;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The process that is watched: fetches, forks, records, analyses and serves many cameras. Prints
 * the ports of its two servers; answers {@code stop} with its {@link Leaks}, any other line with
 * its {@link SoakStatus}, before which {@code collect} has the whole heap collected.
 */
final class SoakWorker {

    private static final int RECORDED = 4;
    private static final int ANALYSED = 8;
    private static final int LOOPS = 2;
    private static final long POOL_BYTES_PER_CAMERA = 768 << 10;
    private static final long PICTURE_BYTES = 128 << 20;
    private static final int CONNECTIONS_MOST = 4_096;
    private static final int WIDTH = 480;
    private static final int HEIGHT = 270;
    private static final int SMALL_PICTURES = 16;
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration DISPOSED_MAX = Duration.ofSeconds(10);

    private final Stopped before = Stopped.before();
    private final LoopResources loops = LoopResources.create("valkka-net", LOOPS, true);
    private final Scheduler disk = Schedulers.newSingle("soak-disk", true);
    private final Decoders decoders =
            Decoders.builder().pictureBytes(PICTURE_BYTES).build();
    private final FramePool small = FramePool.builder("small")
            .hold("small", SMALL_PICTURES)
            .slotBytes(WIDTH * HEIGHT * 3)
            .build();
    private final FramePool pool;
    private final List<SoakCamera> cameras = new ArrayList<>();
    private final Set<Pulse> stuck = new HashSet<>();
    private final Set<Pulse> ended = new HashSet<>();
    private final BoundCameraServer pages;
    private final BoundRtspServer restreams;

    /**
     * Where it can be reached.
     *
     * @param pages over HTTP
     * @param restreams over RTSP
     */
    record Ports(int pages, int restreams) {}

    private SoakWorker(String addresses, int count, Path recordings) {
        pool = FramePool.builder("cameras")
                .capacityBytes(count * POOL_BYTES_PER_CAMERA)
                .build()
                .warmup();
        fetch(addresses, count, recordings);
        CameraServer http = CameraServer.create().port(0).maxConnections(CONNECTIONS_MOST);
        RtspServer rtsp = RtspServer.create().port(0).limits(limits());
        for (SoakCamera camera : cameras) {
            http = http.camera(camera.name(), camera.frames());
            rtsp = rtsp.mount('/' + camera.name(), camera.frames());
        }
        pages = http.bindNow();
        restreams = rtsp.bindNow();
    }

    /** Direct memory that it needs for so many cameras, and the pictures that they share. */
    static long poolBytes(int cameras) {
        return cameras * POOL_BYTES_PER_CAMERA + PICTURE_BYTES;
    }

    /** Takes the beginning of the addresses, how many cameras, and a directory. */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("valkka.log.level", "ERROR");
        SoakWorker worker =
                new SoakWorker(arguments[0], Integer.parseInt(arguments[1]), Path.of(arguments[2]));
        WorkerProcess.tell(new Ports(worker.pages.port(), worker.restreams.port()));
        WorkerProcess.answer(order -> switch (order) {
            case "stop" -> worker.stop();
            case "collect" -> worker.collect();
            default -> worker.status();
        });
        System.exit(0);
    }

    private void fetch(String addresses, int count, Path recordings) {
        // All are on one host, which by default lets only a few in at once.
        ConnectionGovernor governor = ConnectionGovernor.create(ConnectionGovernor.Limits.NONE);
        Scale scale = Scale.to(PixelFormat.RGB24, WIDTH, HEIGHT, small);
        for (int i = 0; i < count; i++) {
            SoakCamera camera = new SoakCamera(
                    Integer.toString(i),
                    RtspSource.create(addresses + i)
                            .transport(RtspTransport.TCP)
                            .loops(loops)
                            .pool(pool)
                            .governor(governor)
                            .reconnect(ReconnectPolicy.backoff(FIRST_WAIT, LONGEST_WAIT)));
            if (i % RECORDED == 0) {
                camera.record(recordings.resolve(i + ".mp4"), disk);
            }
            if (i % ANALYSED == 0) {
                camera.analyse(decoders, scale);
            }
            cameras.add(camera);
        }
    }

    /** All come from one address here, and none of them is a stranger. */
    private static RtspServerLimits limits() {
        return RtspServerLimits.DEFAULT
                .connections(CONNECTIONS_MOST)
                .connectionsPerAddress(CONNECTIONS_MOST)
                .sessionsPerAddress(CONNECTIONS_MOST)
                .newcomers(CONNECTIONS_MOST)
                .requestsPerSecond(CONNECTIONS_MOST);
    }

    private SoakStatus collect() {
        System.gc();
        return status();
    }

    private SoakStatus status() {
        for (SoakCamera camera : cameras) {
            for (Pulse pulse : camera.pulses()) {
                if (pulse.isStuck() && stuck.add(pulse)) {
                    System.err.println("stuck: " + pulse);
                }
                if (pulse.end() != null && ended.add(pulse)) {
                    System.err.println("ended: " + pulse + ": " + pulse.end());
                }
            }
        }
        ProcessFacts facts = ProcessFacts.now();
        return new SoakStatus(
                (int) cameras.stream().filter(SoakCamera::isPlaying).count(),
                silent(),
                cameras.stream().mapToLong(SoakCamera::units).sum(),
                stuck.size(),
                ended.size(),
                facts.residentKilobytes(),
                heapBytes(),
                facts.threads(),
                facts.sockets());
    }

    private int silent() {
        return (int) cameras.stream()
                .flatMap(camera -> camera.pulses().stream())
                .filter(pulse -> !pulse.isPlaying())
                .count();
    }

    private static long heapBytes() {
        return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
                .map(GarbageCollectorMXBean::getLastGcInfo)
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GcInfo::getEndTime))
                .map(last -> last.getMemoryUsageAfterGc().entrySet().stream()
                        .filter(pool -> pool.getKey().matches(".*(Eden|Survivor|Tenured).*"))
                        .map(Map.Entry::getValue)
                        .mapToLong(MemoryUsage::getUsed)
                        .sum())
                .orElse(0L);
    }

    private Leaks stop() {
        pages.disposeNow();
        restreams.disposeNow();
        cameras.forEach(SoakCamera::leave);
        before.awaitThat(() -> openSlots() == 0);
        long slots = openSlots() + lostSlots();
        if (slots > 0) {
            System.err.println("slots still out: " + pool.stats().held());
        }
        decoders.dispose();
        disk.dispose();
        loops.disposeLater(Duration.ZERO, LONGEST_WAIT).block(DISPOSED_MAX);
        return before.leaks(slots);
    }

    private long lostSlots() {
        return pool.stats().leaked()
                + small.stats().leaked()
                + decoders.stats().stream().mapToLong(stats -> stats.leaked()).sum();
    }

    private long openSlots() {
        return pool.openSlots()
                + small.openSlots()
                + decoders.stats().stream()
                        .mapToLong(stats -> stats.openSlots())
                        .sum();
    }
}
