package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.operator.Frames;
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
    private final Map<ReaderListener, MountSetup> listeners = new ConcurrentHashMap<>();

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
        this.frames = Flux.<EncodedFrame>from(frames)
                .transform(Pace.realTime())
                .transform(Frames.closing());
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
     *
     * @return null where the stream has come to its end since it was held: holding it anew connects
     *     it anew
     */
    @Nullable
    Mono<MountSetup> setup() {
        MountFeed feed = connection.current();
        if (feed == null) {
            Throwable failure = connection.failure();
            return failure == null
                    ? null
                    : Mono.error(new MountUnavailableException(path, "has failed", failure));
        }
        return feed.setup()
                .timeout(settings.patience(), settings.scheduler())
                .onErrorMap(
                        TimeoutException.class,
                        late -> new MountUnavailableException(
                                path, "does not come within " + settings.patience(), late));
    }

    /**
     * A reader over the TCP connection of its session; called on its event loop.
     *
     * @param setup what its client was told that it will get
     */
    InterleavedReader interleaved(
            MountSetup setup, Channel channel, int[] channelOfTrack, ReaderListener listener) {
        return new InterleavedReader(
                loop(channel.eventLoop()), setup, channel, channelOfTrack, listener);
    }

    /**
     * A reader over UDP; called on the event loop of the ports.
     *
     * @param setup what its client was told that it will get
     */
    DatagramReader datagrams(
            MountSetup setup,
            EventLoop loop,
            ServerPorts ports,
            @Nullable InetSocketAddress[] rtpOfTrack,
            @Nullable InetSocketAddress[] rtcpOfTrack,
            ReaderListener listener) {
        return new DatagramReader(loop(loop), setup, ports, rtpOfTrack, rtcpOfTrack, listener);
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

    /** Whether there is a connection to the camera, or one is being made. */
    boolean isConnected() {
        return connection.current() != null;
    }

    /** What the camera offers now, or null. */
    @Nullable
    MountSetup currentSetup() {
        MountFeed feed = connection.current();
        return feed == null ? null : feed.currentSetup();
    }

    /**
     * Wants to know when a stream is over, whether a reader of it plays or not; told once, on any
     * thread, behind its readers.
     */
    void listen(MountSetup to, ReaderListener listener) {
        listeners.put(listener, to);
    }

    /** Wants to know no longer. */
    void unlisten(ReaderListener listener) {
        listeners.remove(listener);
    }

    /** Whether this is what the camera offers now. */
    boolean offers(MountSetup setup) {
        MountSetup now = currentSetup();
        return now != null && now.isOf(setup);
    }

    /** Whether the camera offers something else by now. */
    boolean isPast(MountSetup setup) {
        MountSetup now = currentSetup();
        return now != null && !now.isOf(setup);
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

    /**
     * The tracks are others now: all readers have to ask anew.
     *
     * @param offer makes the new tracks those that are offered: at once with the break in the ring,
     *     so that none who was told the old ones begins behind it, and none of the new ones before
     */
    void changed(MountFeed from, MountSetup before, Runnable offer) {
        PacketUnit end = new PacketUnit(0, PacketUnit.Kind.BREAK, 0, 0, nanoTime(), new ByteBuf[0]);
        try {
            synchronized (ring) {
                add(from, end);
                offer.run();
            }
        } finally {
            endReaders(before, EndReason.STREAM_CHANGED, () -> {});
        }
    }

    /** A connection is over, with an error or without. */
    void ended(MountFeed over, @Nullable Throwable failure) {
        if (connection.ended(over, failure)) {
            over.fail(new MountUnavailableException(
                    path, failure == null ? "has nothing to show" : "has failed", failure));
            MountSetup last = over.currentSetup();
            if (last != null) {
                endReaders(last, EndReason.STREAM_ENDED, this::clearUnused);
            }
        }
    }

    /** What a new connection has put there is not touched: it begins with an empty ring. */
    private void clearUnused() {
        synchronized (ring) {
            if (connection.current() == null) {
                ring.clear();
            }
        }
    }

    /** The mount is taken away: the camera goes at once, and its readers are told goodbye. */
    void retire() {
        MountFeed feed = connection.current();
        if (feed != null) {
            feed.finish();
        }
        connection.retire();
    }

    /** Behind what is in the ring already; first those who play, then all who listen. */
    private void endReaders(MountSetup of, EndReason reason, Runnable done) {
        List<LoopFeed> ending = List.copyOf(loops.values());
        AtomicInteger left = new AtomicInteger(ending.size() + 1);
        Runnable one = () -> {
            if (left.decrementAndGet() == 0) {
                tell(of, reason);
                done.run();
            }
        };
        ending.forEach(loop -> loop.end(of, reason, one));
        one.run();
    }

    private void tell(MountSetup of, EndReason reason) {
        listeners.forEach((listener, setup) -> {
            if (setup.isOf(of) && listeners.remove(listener, setup)) {
                listener.onEnd(reason);
            }
        });
    }

    private void clear() {
        synchronized (ring) {
            ring.clear();
        }
    }

    /** Access units that a reader did not get. */
    void countSkipped(long units) {
        count(Counter.VIEWER_SKIPPED, units);
    }

    /** A track that RTP cannot carry, and why. */
    void setAside(StreamSetup of, String what) {
        settings.counters().of(of.stream()).increment(Counter.TRACKS_SET_ASIDE);
        LOG.warn("/{}: not served: {}", path, what);
    }

    /** A line for each track that RTP cannot carry, as far as the tracks are known. */
    List<String> setAside() {
        MountSetup known = currentSetup();
        if (known != null) {
            return known.setAside();
        }
        return connection.failure() instanceof NothingToSendException nothing
                ? nothing.setAside()
                : List.of();
    }

    /** A unit that RTP cannot carry. */
    void countDamaged(RuntimeException unfit) {
        count(Counter.UNITS_DAMAGED, 1);
        LOG.debug("{}: a unit that RTP cannot carry", path, unfit);
    }

    private void count(Counter counter, long number) {
        MountSetup known = currentSetup();
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
