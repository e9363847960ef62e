package reactor.valkka.benchmarks.soak;

import org.reactivestreams.Publisher;

import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;
import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * The process of those who watch from outside: viewers of fragmented MP4 and readers of RTSP, who
 * each stay a while with a camera and are followed by another one. Answers {@code leave} when all
 * have left for good; each line with its {@link VisitorStatus}.
 */
final class Visitors {

    private static final long LOOK_EVERY_MILLIS = 250;
    private static final double SECONDS_LEAST = 2;
    private static final double SECONDS_MOST = 40;
    private static final long POOL_BYTES_PER_READER = 512 << 10;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ConnectionGovernor governor =
            ConnectionGovernor.create(ConnectionGovernor.Limits.NONE);
    private final FramePool pool;
    private final String pages;
    private final String restreams;
    private final int cameras;
    private final int each;
    private final List<Visit> viewers = new ArrayList<>();
    private final List<Visit> readers = new ArrayList<>();
    private boolean isOpen = true;
    private long visits;
    private int stuck;
    private int ended;

    private Visitors(int httpPort, int rtspPort, int cameras, int each) {
        pages = "http://127.0.0.1:" + httpPort + "/camera/";
        restreams = "rtsp://127.0.0.1:" + rtspPort + '/';
        this.cameras = cameras;
        this.each = each;
        pool = FramePool.builder("readers")
                .capacityBytes(each * POOL_BYTES_PER_READER)
                .build();
    }

    /** Takes both ports, how many cameras, how many viewers and as many readers. */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("valkka.log.level", "ERROR");
        Visitors visitors = new Visitors(
                Integer.parseInt(arguments[0]),
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        Schedulers.newSingle("visitors", true)
                .schedulePeriodically(visitors::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        WorkerProcess.answer(order -> {
            if (order.equals("leave")) {
                visitors.leave();
            }
            return visitors.status();
        });
        System.exit(0);
    }

    private synchronized void look() {
        if (isOpen) {
            look(viewers, this::viewer);
            look(readers, this::reader);
        }
    }

    private void look(List<Visit> there, IntFunction<Visit> next) {
        long now = System.nanoTime();
        for (Iterator<Visit> all = there.iterator(); all.hasNext(); ) {
            Visit visit = all.next();
            String end = visit.end();
            boolean isStuck = visit.isStuck(); // by the clock: asked again, it may say otherwise
            if (end != null) {
                ended++;
                System.err.println("ended: " + visit + ": " + end);
            } else if (isStuck) {
                stuck++;
                System.err.println("stuck: " + visit);
            }
            if (end != null || isStuck || visit.isOver(now)) {
                visit.leave();
                all.remove();
            }
        }
        while (there.size() < each) {
            visits++;
            there.add(next.apply(random.nextInt(cameras)));
        }
    }

    private long until() {
        double seconds = random.nextDouble(SECONDS_LEAST, SECONDS_MOST);
        return System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    private Visit viewer(int camera) {
        return new Visit(new Pulse("viewer of " + camera), until(), pulse -> page(camera, pulse));
    }

    private Publisher<?> page(int camera, Pulse pulse) {
        return HttpClient.newConnection()
                .get()
                .uri(pages + camera + "/stream.mp4")
                .response((response, content) -> {
                    if (response.status().code() != 200) {
                        throw new ValkkaException("status " + response.status());
                    }
                    return content.doOnNext(bytes -> pulse.beat());
                });
    }

    private Visit reader(int camera) {
        RtspSource source = RtspSource.create(restreams + camera)
                .transport(RtspTransport.TCP)
                .pool(pool)
                .governor(governor)
                .reconnect(ReconnectPolicy.never());
        return new Visit(
                new Pulse("reader of " + camera),
                until(),
                pulse -> source.frames().as(Use.each(frame -> pulse.beat())));
    }

    private synchronized void leave() {
        isOpen = false;
        viewers.forEach(Visit::leave);
        readers.forEach(Visit::leave);
    }

    private synchronized VisitorStatus status() {
        return new VisitorStatus(playing(viewers), playing(readers), visits, stuck, ended);
    }

    private static int playing(List<Visit> there) {
        return (int) there.stream().filter(Visit::isPlaying).count();
    }
}
