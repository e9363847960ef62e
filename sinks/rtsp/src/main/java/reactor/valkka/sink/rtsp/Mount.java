package reactor.valkka.sink.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.operator.Pace;
import reactor.valkka.spi.SharedConnection;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/**
 * One camera as a server has it: one connection to it while anybody needs it, packets made once,
 * one ring of them, and a copy of the ring for each event loop that has readers.
 *
 * <p><b>Threads:</b> safe for all. The camera's thread makes the packets; a short lock guards the
 * ring; readers belong to their event loops.
 */
final class Mount {
    private static final Logger LOG = LoggerFactory.getLogger(Mount.class);

    private final String path;
    private final Flux<EncodedFrame> frames;
    private final MountSettings settings;
    private final LongSupplier nanoTime;
    private final SharedConnection<MountFeed> connection;
    private final PacketRing ring;
    private final Map<EventLoop, LoopFeed> loops = new ConcurrentHashMap<>();
    private volatile @Nullable MountSetup setup;
    private volatile Sinks.One<MountSetup> firstSetup = Sinks.one();

    /**
     * @param frames subscribed to once at a time; an on-demand stream plays at its own speed
     */
    Mount(String path, Publisher<? extends EncodedFrame> frames, MountSettings settings) {
        this(path, frames, settings, System::nanoTime);
    }

    Mount(
            String path,
            Publisher<? extends EncodedFrame> frames,
            MountSettings settings,
            LongSupplier nanoTime) {
        this.path = path;
        this.frames = Flux.<EncodedFrame>from(frames).transform(Pace.realTime());
        this.settings = settings;
        this.nanoTime = nanoTime;
        ring = new PacketRing(settings.ring());
        connection = new SharedConnection<>(
                new Connector(),
                settings.linger(),
                settings.retryAfter(),
                settings.scheduler(),
                nanoTime);
    }

    /** Makes connections to the camera. */
    private final class Connector implements SharedConnection.Connector<MountFeed> {
        @Override
        public MountFeed create() {
            firstSetup = Sinks.one();
            clear();
            return new MountFeed(Mount.this);
        }

        /** Never on an event loop: a source may open files, or load a library. */
        @Override
        public void start(MountFeed feed) {
            if (Schedulers.isInNonBlockingThread()) {
                Schedulers.boundedElastic().schedule(() -> frames.subscribe(feed));
            } else {
                frames.subscribe(feed);
            }
        }

        @Override
        public void stop(MountFeed feed) {
            feed.cancel();
        }

        @Override
        public void idle() {
            clear();
        }
    }

    String path() {
        return path;
    }

    MountSettings settings() {
        return settings;
    }

    /** The clock, as {@link System#nanoTime()}. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    Duration stuckAfter() {
        return settings.stuckAfter();
    }

    /** Needs the camera: the first one connects it. To be closed by whoever needs it no longer. */
    Hold hold() {
        connection.hold();
        return new Hold(connection);
    }

    /** One who needs the camera. */
    static final class Hold implements AutoCloseable {
        private final SharedConnection<?> connection;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Hold(SharedConnection<?> connection) {
            this.connection = connection;
        }

        /** Needs it no longer; a second call does nothing. */
        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                connection.release();
            }
        }
    }

    /**
     * What the camera offers, once it is known; to be asked while it is held. Fails with {@link
     * MountUnavailableException} where that takes longer than the mount's patience.
     */
    Mono<MountSetup> setup() {
        return Mono.defer(() -> {
            MountSetup known = setup;
            if (known != null) {
                return Mono.just(known);
            }
            Throwable failure = connection.failure();
            if (connection.current() == null) {
                return Mono.error(
                        failure == null
                                ? new MountUnavailableException(path, "is not connected", null)
                                : new MountUnavailableException(path, "has failed", failure));
            }
            return firstSetup
                    .asMono()
                    .timeout(settings.patience(), settings.scheduler())
                    .onErrorMap(
                            TimeoutException.class,
                            late -> new MountUnavailableException(
                                    path, "does not come within " + settings.patience(), late));
        });
    }

    /** A reader over the TCP connection of its session; called on its event loop. */
    InterleavedReader interleaved(Channel channel, int[] channelOfTrack, ReaderListener listener) {
        return new InterleavedReader(loop(channel.eventLoop()), channel, channelOfTrack, listener);
    }

    /** A reader over UDP; called on the event loop of the ports. */
    DatagramReader datagrams(
            EventLoop loop,
            ServerPorts ports,
            @Nullable InetSocketAddress[] rtpOfTrack,
            @Nullable InetSocketAddress[] rtcpOfTrack,
            ReaderListener listener) {
        return new DatagramReader(loop(loop), ports, rtpOfTrack, rtcpOfTrack, listener);
    }

    private LoopFeed loop(EventLoop loop) {
        return loops.computeIfAbsent(loop, key -> new LoopFeed(this, key, settings.ring()));
    }

    /** Copies what is new; for event loops. */
    void refresh(PacketRing copy) {
        synchronized (ring) {
            copy.follow(ring);
        }
    }

    /** Number of tracks of the stream; 0 before its setup is known. */
    int trackCount() {
        MountSetup known = setup;
        return known == null ? 0 : known.tracks().size();
    }

    /** Whether a reader of these tracks has to begin with a key frame. */
    boolean needsKeyFrame(IntPredicate takes) {
        MountSetup known = setup;
        if (known == null) {
            return true;
        }
        for (Track track : known.setup().tracks()) {
            if (track.kind() == TrackKind.VIDEO && takes.test(track.index())) {
                return true;
            }
        }
        return false;
    }

    /** What the camera offers now, or null. */
    @Nullable
    MountSetup currentSetup() {
        return setup;
    }

    /** The stream begins, or goes on with other parameters. */
    void started(MountSetup next) {
        setup = next;
        firstSetup.tryEmitValue(next);
    }

    /** Puts a unit into the ring; not one that comes late, from a connection that was let go. */
    void add(MountFeed from, PacketUnit unit) {
        synchronized (ring) {
            if (connection.current() == from) {
                ring.add(unit);
                return;
            }
        }
        unit.release();
    }

    /** Tells the readers that there is more. */
    void wake() {
        for (LoopFeed loop : loops.values()) {
            loop.wake();
        }
    }

    /** The tracks are others now: all readers have to ask anew. */
    void changed() {
        setup = null;
        endReaders(EndReason.STREAM_CHANGED, () -> {});
    }

    /** A connection is over, with an error or without. */
    void ended(MountFeed over, @Nullable Throwable failure) {
        if (connection.ended(over, failure)) {
            firstSetup.tryEmitError(new MountUnavailableException(
                    path, failure == null ? "has nothing to show" : "has failed", failure));
            endReaders(EndReason.STREAM_ENDED, this::clearUnused);
        }
    }

    private void clearUnused() {
        if (connection.current() == null) {
            clear();
        }
    }

    /** The mount is taken away: its readers end, and the camera goes with the last of them. */
    void retire() {
        endReaders(EndReason.STREAM_ENDED, () -> {});
        connection.retire();
    }

    /** Behind what is in the ring already. */
    private void endReaders(EndReason reason, Runnable done) {
        List<LoopFeed> ending = List.copyOf(loops.values());
        AtomicInteger left = new AtomicInteger(ending.size() + 1);
        Runnable one = () -> {
            if (left.decrementAndGet() == 0) {
                done.run();
            }
        };
        ending.forEach(loop -> loop.end(reason, one));
        one.run();
    }

    private void clear() {
        setup = null;
        synchronized (ring) {
            ring.clear();
        }
    }

    /** Access units that a reader did not get. */
    void countSkipped(long units) {
        count(Counter.VIEWER_SKIPPED, units);
    }

    /** A unit that RTP cannot carry. */
    void countDamaged(RuntimeException unfit) {
        count(Counter.UNITS_DAMAGED, 1);
        LOG.debug("{}: a unit that RTP cannot carry", path, unfit);
    }

    private void count(Counter counter, long number) {
        MountSetup known = setup;
        if (known != null) {
            settings.counters().of(known.setup().stream()).add(counter, number);
        }
    }

    /** Bytes of packets in the ring. */
    long ringBytes() {
        synchronized (ring) {
            return ring.bytes();
        }
    }
}
