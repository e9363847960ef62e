package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.sdp.MulticastAddress;
import reactor.valkka.media.sdp.OutgoingDescription;
import reactor.valkka.operator.Frames;
import reactor.valkka.operator.Pace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * One stream on its way to a group.
 *
 * <p><b>Threads:</b> packets are made under a lock by whoever signals, and written on one event
 * loop, those of a unit together.
 */
final class MulticastRun implements CoreSubscriber<EncodedFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(MulticastSender.class);
    private static final int QUEUED_BYTES_MAX = 4 << 20;
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final MulticastSettings settings;
    private final Sinks.Many<String> descriptions;
    private final Runnable released;
    private final Runnable completed;
    private final Consumer<Throwable> failed;
    private final MulticastTarget target;
    private final OutgoingStream stream;
    private final Scheduler.@Nullable Worker files;
    private final EventLoop loop;
    private final LoopResources loops;
    private final EventLoopGroup group;
    private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
    private final AtomicLong queuedBytes = new AtomicLong();

    private @Nullable ServerPorts ports;
    private String local = "";
    private String described = "";
    private long version = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    private boolean[] skipping = {};
    private boolean over;

    /**
     * @param released told when another run may begin
     * @param completed told when the stream has ended and everything is out
     * @param failed told what ended it
     */
    MulticastRun(
            MulticastSettings settings,
            Sinks.Many<String> descriptions,
            Runnable released,
            Runnable completed,
            Consumer<Throwable> failed) {
        this.settings = settings;
        this.descriptions = descriptions;
        this.released = released;
        this.completed = completed;
        this.failed = failed;
        target = settings.target();
        files = settings.file() == null ? null : Schedulers.boundedElastic().createWorker();
        stream = new OutgoingStream(settings.payloadBytesMax(), System::nanoTime);
        loops = settings.usedLoops();
        group = loops.onClient(LoopResources.DEFAULT_NATIVE);
        loop = group.next();
    }

    void start(Publisher<? extends EncodedFrame> frames) {
        try {
            GroupSockets sockets = GroupSockets.on(target, settings.network());
            local = plain(sockets.local());
            sockets.open(
                    loop,
                    () -> loops.onChannel(DatagramChannel.class, group),
                    opened -> opened(opened, frames),
                    this::refused);
        } catch (SocketException nowhere) {
            refused(nowhere);
        }
    }

    /** Without the network's name behind it, which means nothing elsewhere. */
    private static String plain(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    private void refused(Throwable cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        fail(new MulticastException(target, reason, cause));
    }

    /** Whoever makes the frames may block when it begins, as one that opens a file does. */
    private void opened(ServerPorts opened, Publisher<? extends EncodedFrame> frames) {
        synchronized (this) {
            if (over) {
                opened.close();
                return;
            }
            ports = opened;
        }
        Flux<EncodedFrame> paced = Flux.<EncodedFrame>from(frames)
                .transform(Pace.realTime())
                .transform(Frames.closing());
        Schedulers.boundedElastic().schedule(() -> paced.subscribe(this));
    }

    /** What cannot be sent is not kept, so that there is always room for more. */
    @Override
    public void onSubscribe(Subscription subscription) {
        if (upstream.compareAndSet(null, subscription)) {
            subscription.request(Long.MAX_VALUE);
        } else {
            subscription.cancel();
        }
    }

    @Override
    public void onNext(EncodedFrame frame) {
        try (frame) {
            take(frame);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void take(EncodedFrame frame) {
        ServerPorts open = ports;
        if (over || open == null) {
            return;
        }
        if (!stream.isAt(frame.setup())) {
            begin(open, CarriedTracks.of(frame.setup()));
        }
        if (frame instanceof AccessUnit unit) {
            send(open, unit);
        }
    }

    private void begin(ServerPorts open, CarriedTracks tracks) {
        stream.newlySetAside(tracks).forEach(what -> setAside(tracks.offered(), what));
        int count = tracks.tracks().size();
        MulticastAddress address = target.tracks(count);
        if (address == null) {
            throw new MulticastException(
                    target, "no ports are left for " + count + " tracks", null);
        }
        if (!stream.continues(tracks)) {
            sayGoodbye(open);
            skipping = new boolean[count];
        }
        try {
            stream.begin(tracks);
        } catch (NothingToSendException nothing) {
            throw new MulticastException(target, String.valueOf(nothing.getMessage()), nothing);
        }
        if (!description(tracks.setup(), address).equals(described)) {
            version++;
            described = description(tracks.setup(), address);
            publish(described);
        }
    }

    private void setAside(StreamSetup of, String what) {
        settings.counters().of(of.stream()).increment(Counter.TRACKS_SET_ASIDE);
        LOG.warn("{}: not sent: {}", target, what);
    }

    private String description(StreamSetup setup, MulticastAddress address) {
        String name = settings.name().isEmpty() ? setup.stream().name() : settings.name();
        return OutgoingDescription.multicast(
                        name, version, setup, stream.payloadTypes(), address, local)
                .print();
    }

    private void publish(String description) {
        descriptions.emitNext(description, Sinks.EmitFailureHandler.busyLooping(BUSY));
        Path file = settings.file();
        if (file != null && files != null) {
            files.schedule(() -> write(file, description));
        }
    }

    private void write(Path file, String description) {
        try {
            DescriptionFile.write(file, description);
        } catch (IOException e) {
            fail(new MulticastException(target, "the description cannot be written: " + e, e));
        }
    }

    private void send(ServerPorts open, AccessUnit unit) {
        int index = stream.number(unit);
        if (index == CarriedTracks.NONE) {
            return;
        }
        ByteBuf[] chunks;
        try {
            chunks = stream.packets(index, unit);
        } catch (RuntimeException unfit) {
            count(unit, Counter.UNITS_DAMAGED);
            LOG.debug("{}: a unit that RTP cannot carry", target, unfit);
            return;
        }
        if (!mayGo(open, index, unit)) {
            release(chunks);
            count(unit, Counter.VIEWER_SKIPPED);
            return;
        }
        write(open, target.rtp(index), false, chunks);
        if (stream.isReportDue(index)) {
            write(open, target.rtcp(index), true, stream.report(index));
        }
    }

    /** Pictures that need one that was not sent are of no use. */
    private boolean mayGo(ServerPorts open, int index, AccessUnit unit) {
        boolean room = queuedBytes.get() < QUEUED_BYTES_MAX && open.isWritable();
        boolean begins = unit.track().kind() != TrackKind.VIDEO || unit.isKeyFrame();
        skipping[index] = !room || skipping[index] && !begins;
        return !skipping[index];
    }

    private void count(AccessUnit unit, Counter counter) {
        settings.counters().of(unit.stream()).add(counter, 1);
    }

    /** All at once, behind what was to be written before. */
    private void write(ServerPorts open, InetSocketAddress to, boolean report, ByteBuf[] chunks) {
        DatagramRun[] runs = DatagramRun.of(chunks);
        release(chunks);
        long sum = 0;
        for (DatagramRun run : runs) {
            sum += run.packets().readableBytes();
        }
        long bytes = sum;
        queuedBytes.addAndGet(bytes);
        try {
            loop.execute(() -> {
                for (DatagramRun run : runs) {
                    open.write(run, report, to);
                    run.packets().release();
                }
                open.flushSoon();
                queuedBytes.addAndGet(-bytes);
            });
        } catch (RejectedExecutionException closed) {
            for (DatagramRun run : runs) {
                run.packets().release();
            }
            throw closed;
        }
    }

    private static void release(ByteBuf[] chunks) {
        for (ByteBuf chunk : chunks) {
            chunk.release();
        }
    }

    private void sayGoodbye(ServerPorts open) {
        for (int index = 0; index < stream.tracks().size(); index++) {
            write(open, target.rtcp(index), true, stream.goodbye(index));
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(() -> failed.accept(failure));
    }

    @Override
    public void onComplete() {
        end(completed);
    }

    private void fail(Throwable cause) {
        end(() -> failed.accept(cause));
    }

    /** Nobody wants it any more. */
    void cancel() {
        end(() -> {});
    }

    private void end(Runnable told) {
        ServerPorts open;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            open = ports;
        }
        Subscription subscription = upstream.getAndSet(Operators.cancelledSubscription());
        if (subscription != null) {
            subscription.cancel();
        }
        if (files != null) {
            files.schedule(files::dispose);
        }
        try {
            if (open != null) {
                sayGoodbye(open);
            }
            loop.execute(() -> loop.execute(() -> {
                if (open != null) {
                    open.close();
                }
                released.run();
                told.run();
            }));
        } catch (RejectedExecutionException closed) {
            released.run();
            told.run();
        }
    }
}
