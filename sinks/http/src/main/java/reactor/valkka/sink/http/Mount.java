package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.operator.Frames;
import reactor.valkka.spi.SharedConnection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One camera as a server has it: one connection to it while anybody looks, one muxer, one ring.
 *
 * <p><b>Shape:</b> connects for the first holder, lets go a while after the last one has left, and
 * connects again for a new one; after a failure not before a while has passed.
 *
 * <p><b>Threads:</b> safe for all. The camera's thread muxes; viewers read the ring.
 */
final class Mount {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int NUMBERS_MAX = 0xFFFF;
    private static final long TRIM_PERIOD_MILLIS = 1000;

    private final Flux<EncodedFrame> frames;
    private final MountSettings settings;
    private final FragmentRing ring;
    private final int number = NUMBERS.incrementAndGet() & NUMBERS_MAX;
    private final AtomicLong units = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    private final SharedConnection<Feed> connection;
    private Disposable trimming = Disposables.disposed();
    private volatile @Nullable MountFormat format;
    private volatile long lastFragmentNanos;

    Mount(Publisher<? extends EncodedFrame> frames, MountSettings settings) {
        this.frames = Flux.<EncodedFrame>from(frames).transform(Frames.closing());
        this.settings = settings;
        ring = new FragmentRing(settings.ring(), System::nanoTime, this::countSkipped, this::pull);
        connection = new SharedConnection<>(
                new Connector(),
                settings.linger(),
                settings.retryAfter(),
                settings.scheduler(),
                System::nanoTime);
    }

    /** Makes connections to the camera. */
    private final class Connector implements SharedConnection.Connector<Feed> {
        @Override
        public Feed create() {
            lastFragmentNanos = 0;
            int connectionNumber = ring.reset();
            trimming.dispose();
            trimming = settings.scheduler()
                    .schedulePeriodically(
                            ring::trim,
                            TRIM_PERIOD_MILLIS,
                            TRIM_PERIOD_MILLIS,
                            TimeUnit.MILLISECONDS);
            return new Feed(Mount.this, new Muxer(Mount.this), connectionNumber);
        }

        @Override
        public void start(Feed feed) {
            frames.subscribe(feed);
        }

        /** What came between is gone for good: the next one begins behind this. */
        @Override
        public void stop(Feed feed) {
            feed.cancel();
            ring.clear();
        }

        @Override
        public void idle() {
            trimming.dispose();
            ring.clear();
        }
    }

    /** Names the camera on WebSockets. */
    int number() {
        return number;
    }

    FragmentRing ring() {
        return ring;
    }

    MountSettings settings() {
        return settings;
    }

    /**
     * Adds a viewer, which gets the current group of pictures at once if there is one. It is held
     * for before it is in, so that whoever sees a viewer sees its connection, too.
     */
    RingCursor join(Runnable wake) {
        hold();
        RingCursor cursor = ring.join(wake);
        pull();
        return cursor;
    }

    /** Takes a viewer out. */
    void leave(RingCursor cursor) {
        if (ring.leave(cursor)) {
            release();
            pull();
        }
    }

    /** Tells an on-demand stream that viewers have gone on. */
    void pull() {
        Feed current = connection.current();
        if (current != null) {
            current.pull();
        }
    }

    /** Connects for a viewer, or for somebody who wants the camera connected without one. */
    void hold() {
        connection.hold();
    }

    /** False while new viewers are refused after a failure. */
    boolean mayJoin() {
        return connection.mayJoin();
    }

    /** Takes back a {@link #hold()}. */
    void release() {
        connection.release();
    }

    /** Lets the camera go as soon as nobody holds it, without lingering. */
    void retire() {
        connection.retire();
    }

    /** A feed is over, with an error or without. */
    void ended(Feed over, @Nullable Throwable error) {
        if (connection.ended(over, error)) {
            ring.end(over.connectionNumber());
        }
    }

    /** A setup governs what follows. */
    void started(StreamSetup setup, String mime) {
        format = MountFormat.of(setup, mime);
        ring.open(setup.pacing());
    }

    /** Puts a fragment into the ring. */
    void add(FragmentBytes fragment) {
        units.addAndGet(fragment.unitCount());
        bytes.addAndGet(fragment.mp4Bytes());
        lastFragmentNanos = System.nanoTime();
        ring.add(fragment);
    }

    /** Where a picture lies on the time line of the MP4 stream; NaN if that is not known. */
    double mediaSeconds(long pts) {
        MountFormat known = format;
        return known == null ? Double.NaN : (double) pts / known.clockRateHz();
    }

    private void countSkipped(long fragments) {
        MountFormat known = format;
        if (known != null) {
            settings.counters().of(known.stream()).add(Counter.VIEWER_SKIPPED, fragments);
        }
    }

    /** Why the stream is over, or null. */
    @Nullable
    Throwable failure() {
        return connection.failure();
    }

    /** What is known at this moment. */
    MountState state() {
        if (connection.failure() != null) {
            return MountState.FAILED;
        }
        if (connection.isEnded()) {
            return MountState.ENDED;
        }
        if (connection.current() == null) {
            return MountState.IDLE;
        }
        if (lastFragmentNanos == 0) {
            return MountState.CONNECTING;
        }
        long quiet = System.nanoTime() - lastFragmentNanos;
        return quiet > TimeUnit.SECONDS.toNanos(3) ? MountState.STALLED : MountState.PLAYING;
    }

    /** Access units muxed so far. */
    long units() {
        return units.get();
    }

    /** Bytes muxed so far. */
    long bytes() {
        return bytes.get();
    }

    /** The format of the stream, or null before its first setup. */
    @Nullable
    MountFormat format() {
        return format;
    }
}
