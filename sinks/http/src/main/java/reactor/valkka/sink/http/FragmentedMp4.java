package reactor.valkka.sink.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * One camera as fragmented MP4 for any number of viewers.
 *
 * <pre>{@code
 * HttpServer.create().port(8080)
 *     .route(routes -> routes.get("/door.mp4", FragmentedMp4.of(encoded)::respond))
 *     .bindNow();
 * }</pre>
 *
 * <p><b>Shape:</b> takes one branch of the camera, when the first viewer asks, and lets it go a
 * while after the last one has left; connects again for a new one. Each frame is muxed once, into a
 * bounded ring of ready fragments, one per access unit; viewers are cursors into that ring. A late
 * viewer gets the initialization segment and the current group of pictures at once. A setup change
 * brings a new initialization segment. The response ends with the stream.
 *
 * <p><b>Threads:</b> muxes on the thread that signals the frames, writes on the event loop of each
 * viewer's channel.
 *
 * <p><b>Ownership:</b> closes every frame. The ring holds the current group of pictures and up to
 * a second before it: size the pool for that. A viewer holds what lies below its socket's
 * high-water mark and one fragment, however slow it is.
 *
 * <p><b>Overflow:</b> of a live stream, a viewer that falls behind is moved to the newest key
 * frame, alone, and {@code VIEWER_SKIPPED} is counted. An on-demand stream waits for its slowest
 * viewer instead. A viewer whose socket takes nothing for 30 seconds is disconnected.
 *
 * <p><b>Errors:</b> a stream that fails breaks the responses off; new viewers get status 503 for
 * 30 seconds, and then the camera is connected again. H.264 plays everywhere; H.265 in few
 * browsers.
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §8.8, RFC 9112 §7.1.
 */
public final class FragmentedMp4 {
    private static final int BRANCH_UNITS = 32;

    private final Publisher<? extends EncodedFrame> frames;
    private final MountSettings settings;
    private @Nullable Mount mount;

    private FragmentedMp4(Publisher<? extends EncodedFrame> frames, MountSettings settings) {
        this.frames = frames;
        this.settings = settings;
    }

    /**
     * Serves a cold flux of frames: it is subscribed to once at a time.
     *
     * <p>Put it behind a fork if anybody else wants the frames.
     */
    public static FragmentedMp4 of(Publisher<? extends EncodedFrame> frames) {
        return new FragmentedMp4(frames, MountSettings.DEFAULT);
    }

    /** Serves a branch of a fork, so that others can have the frames, too. */
    public static FragmentedMp4 of(Fork<EncodedFrame> fork) {
        return of(fork.branch("browser", Overflow.skipToKeyFrame(BRANCH_UNITS)));
    }

    /**
     * Sets how long the camera stays connected after its last viewer has left. Default 5 seconds; 0
     * lets it go at once.
     */
    public FragmentedMp4 linger(Duration time) {
        return with(settings.withLinger(time));
    }

    /**
     * Sets the bounds of the ring. Default 8 MiB and 10 seconds. A group of pictures that does not
     * fit loses its key frame there, and late viewers wait for the next one.
     */
    public FragmentedMp4 ring(int bytesMax, Duration durationMax) {
        return with(settings.withRing(
                new RingSettings(bytesMax, durationMax, settings.ring().slack())));
    }

    /**
     * Sets how far a viewer of a live stream may fall behind a newer key frame before it is moved
     * there. Default 1 second.
     */
    public FragmentedMp4 slack(Duration time) {
        RingSettings ring = settings.ring();
        return with(settings.withRing(new RingSettings(ring.bytesMax(), ring.durationMax(), time)));
    }

    /**
     * Sets how long after a failure new viewers are refused before the camera is connected again.
     * Default 30 seconds, so that a refused password does not lock an account.
     */
    public FragmentedMp4 retryAfter(Duration time) {
        return with(settings.withRetryAfter(time));
    }

    /** Sets how long a socket may take nothing before its viewer goes. Default 30 seconds. */
    public FragmentedMp4 disconnectAfter(Duration time) {
        return with(settings.withStuckAfter(time));
    }

    /** Sets where skipped fragments are counted. Default {@link Counters#shared()}. */
    public FragmentedMp4 counters(Counters counters) {
        return with(settings.withCounters(counters));
    }

    /** Sets what runs the timers. */
    FragmentedMp4 scheduler(Scheduler scheduler) {
        return with(settings.withScheduler(scheduler));
    }

    private FragmentedMp4 with(MountSettings changed) {
        return new FragmentedMp4(frames, changed);
    }

    /**
     * Answers a request with the stream, for {@code <video src>}, curl and players; a route handler
     * of Reactor Netty.
     */
    public Publisher<Void> respond(HttpServerRequest request, HttpServerResponse response) {
        return respond(request, response, () -> true);
    }

    /**
     * Answers a request, as long as the camera is shown.
     *
     * @param shown asked behind the viewer's joining: one who comes too late is sent away
     */
    Publisher<Void> respond(
            HttpServerRequest request, HttpServerResponse response, BooleanSupplier shown) {
        Mount shared = mount();
        if (!shared.mayJoin()) {
            return response.status(503)
                    .header(
                            HttpHeaderNames.RETRY_AFTER,
                            Long.toString(settings.retryAfter().toSeconds()))
                    .send();
        }
        response.status(200)
                .header(HttpHeaderNames.CONTENT_TYPE, "video/mp4")
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (request.method().equals(HttpMethod.HEAD)) {
            return response.send();
        }
        return response.sendHeaders()
                .then(Mono.create(sink -> response.withConnection(connection -> {
                    ResponseViewer viewer = new ResponseViewer(
                            connection.channel(), shared, shown, settings.stuckAfter(), sink);
                    sink.onDispose(viewer::close);
                    viewer.start();
                })));
    }

    /**
     * Connects the camera without a viewer and keeps it connected until the result is disposed, so
     * that the first viewer has pictures at once.
     */
    public Disposable connect() {
        Mount held = mount();
        held.hold();
        return Disposables.composite(held::release);
    }

    synchronized Mount mount() {
        Mount known = mount;
        if (known == null) {
            known = new Mount(frames, settings);
            mount = known;
        }
        return known;
    }
}
