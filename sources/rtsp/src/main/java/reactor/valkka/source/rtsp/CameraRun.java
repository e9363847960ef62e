package reactor.valkka.source.rtsp;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counter;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.count.StateHub;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.rtsp.PresentationLine;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.OutletListener;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * One subscription: one connection after the other, until it is cancelled or the policy ends it.
 * Everything but {@link #cancelled()} and {@link #reconnectNow()} happens on one event loop.
 */
final class CameraRun implements OutletListener {

    private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);
    private static final int SET_ASIDE_MAX = 16;

    /** A camera that breaks sooner than this is not well: it is tried less and less. */
    private static final long WELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final StreamConfig config;
    private final Approach approach;
    private final Outlet<EncodedFrame> outlet;
    private final StateHub<CameraState> states;
    private final Set<CameraRun> runs;
    private final StreamCounters counters;
    private final PoolShare share;
    private final EventLoop loop;
    private final UdpSockets sockets;
    private final FailureLog log;
    private final @Nullable ReplayRoom room;

    private volatile Disposable levels = Disposables.disposed();
    private @Nullable Link link;
    private @Nullable ScheduledFuture<?> waiting;
    private int failures;
    private boolean ended;
    private final PresentationLine line = new PresentationLine();
    private boolean shows;
    private long shownNanos;
    private final Set<String> setAside = new HashSet<>();

    CameraRun(
            StreamConfig config,
            Outlet<EncodedFrame> outlet,
            StateHub<CameraState> states,
            Set<CameraRun> runs,
            Function<CameraRun, Approach> way) {
        this.config = config;
        this.outlet = outlet;
        this.states = states;
        this.runs = runs;
        counters = config.counters().of(config.stream());
        LoopResources loops = config.loops() == null ? Defaults.loops() : config.loops();
        EventLoopGroup group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        loop = group.next();
        sockets = new UdpSockets(
                loop, () -> loops.onChannel(DatagramChannel.class, group), this::fatal);
        FramePool pool = config.pool() == null ? Defaults.pool() : config.pool();
        share = pool.share(config.stream(), config.guaranteedBytes());
        log = new FailureLog(LOG, config.stream());
        approach = way.apply(this);
        room = approach.isOnDemand() ? new ReplayRoom(share, () -> execute(this::resume)) : null;
    }

    void start() {
        runs.add(this);
        levels = counters.decodeLevels().subscribe(level -> execute(() -> decoded(level)));
        execute(this::connect);
    }

    @Override
    public void cancelled() {
        execute(() -> end(new CameraState.Idle()));
    }

    @Override
    public void requested(long frames) {
        if (approach.isOnDemand()) {
            execute(this::resume);
        }
    }

    /** Reads on where that can be taken: not while what waits is enough for who asked. */
    private void resume() {
        if (link != null && !ended && isWanted() && hasRoom()) {
            link.resume();
        }
    }

    private boolean isWanted() {
        return outlet.requested() > outlet.waiting();
    }

    private boolean hasRoom() {
        return room == null || room.isThere();
    }

    /** Ends a wait, if there is one. */
    void reconnectNow() {
        execute(this::endWait);
    }

    /** The same, on the event loop; false if there is none. */
    boolean endWait() {
        boolean waits = waiting != null && waiting.cancel(false);
        if (waits) {
            reconnect();
        }
        return waits;
    }

    /** Does a step on the event loop; false if that has ended, and the run with it. */
    boolean execute(Runnable step) {
        try {
            loop.execute(() -> guarded(step));
            return true;
        } catch (RejectedExecutionException loopEnded) {
            runs.remove(this);
            levels.dispose();
            share.close();
            outlet.fail(loopEnded);
            return false;
        }
    }

    /** A bug ends the stream with its error, instead of leaving the subscriber waiting for ever. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error bug) {
            fatal(bug);
        }
    }

    StreamConfig config() {
        return config;
    }

    StreamCounters counters() {
        return counters;
    }

    EventLoop loop() {
        return loop;
    }

    /** Makes UDP channels for the event loop. */
    UdpSockets sockets() {
        return sockets;
    }

    /** Where a receiver of the present connection begins. */
    RtpReceiver.Target target() {
        return new RtpReceiver.Target(
                config.stream(),
                share,
                counters,
                line.nextNanos(System.nanoTime()),
                line.hasBegun(),
                approach.receiver());
    }

    private void connect() {
        if (!ended) {
            approach.begin();
        }
    }

    /** It is not our turn yet. */
    void waiting(CameraState.Waiting.For what) {
        states.set(new CameraState.Waiting(what));
    }

    /** The next connection is prepared. */
    void connecting() {
        states.set(new CameraState.Connecting(failures + 1));
    }

    /** The next connection may begin. */
    void open(Link next) {
        link = next;
        next.open();
    }

    /** The device has refused our credentials before, and is not asked again. */
    void withheld(RtspAuthenticationException before, Duration remaining) {
        counters.increment(Counter.LOGINS_WITHHELD);
        backOff(before, remaining);
    }

    private void reconnect() {
        waiting = null;
        counters.increment(Counter.RECONNECTS);
        connect();
    }

    /** A frame of the present connection. */
    void push(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            line.passed(unit);
            approach.played(unit.header());
            if (room != null) {
                room.saw(unit.size());
            }
            if (!shows) {
                shows = true;
                shownNanos = System.nanoTime();
                if (failures > 0) {
                    log.recovered(shownNanos);
                }
            }
        }
        outlet.push(frame);
        if (link != null && approach.isOnDemand() && !ended && !(isWanted() && hasRoom())) {
            link.pause();
        }
    }

    /** The recording is at its end. */
    void ended() {
        end(new CameraState.Idle());
        outlet.complete();
    }

    /** The camera offers something that cannot be played. */
    void setAside(String what) {
        counters.increment(Counter.TRACKS_SET_ASIDE);
        if (setAside.size() < SET_ASIDE_MAX && setAside.add(what)) {
            LOG.warn("{}: not played: {}", config.stream(), RtspUri.redact(what));
        }
    }

    void authenticating() {
        states.set(new CameraState.Authenticating());
    }

    void playing(CameraState.Playing state) {
        states.set(state.decoded(counters.decodeLevel()));
    }

    /** Decoders leave out more of the stream than before, or less. */
    private void decoded(DecodeLevel level) {
        if (!ended
                && states.state() instanceof CameraState.Playing playing
                && playing.decoded() != level) {
            states.set(playing.decoded(level));
        }
    }

    /** The present connection has failed. */
    void failed(RtspException error) {
        link = null;
        if (ended) {
            return;
        }
        if (error instanceof RtspTimeoutException timeout && timeout.stage() == Stage.PLAYING) {
            counters.increment(Counter.STALLS);
            states.set(new CameraState.Stalled(timeout.deadline()));
        }
        if (shows && System.nanoTime() - shownNanos >= WELL_NANOS) {
            failures = 0;
        }
        shows = false;
        Duration delay = config.reconnect()
                .delay(error, failures + 1, () -> ThreadLocalRandom.current().nextDouble());
        approach.failed(error, delay);
        switch (approach.next()) {
            case GO_ON -> backOff(error, delay);
            case COMPLETE -> ended();
            case LOST -> fatal(error);
        }
    }

    private void backOff(RtspException error, Duration delay) {
        if (!config.reconnect().enabled() || loop.isShuttingDown()) {
            fatal(error);
            return;
        }
        failures++;
        log.failed(error, delay, System.nanoTime());
        states.set(new CameraState.BackingOff(Instant.now().plus(delay), error));
        waiting = loop.schedule(
                () -> guarded(this::reconnect), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Nothing can go on. */
    void fatal(Throwable error) {
        if (!ended) {
            end(new CameraState.Failed(error));
            outlet.fail(error);
        }
    }

    /** Whether nobody wants the stream any more, or nothing could go on. */
    boolean hasEnded() {
        return ended;
    }

    private void end(CameraState last) {
        if (ended) {
            return;
        }
        ended = true;
        runs.remove(this);
        if (waiting != null) {
            waiting.cancel(false);
        }
        Link open = link;
        if (open != null) {
            open.leave();
        }
        approach.end();
        levels.dispose();
        if (room != null) {
            room.dispose();
        }
        share.close();
        states.set(last);
    }
}
