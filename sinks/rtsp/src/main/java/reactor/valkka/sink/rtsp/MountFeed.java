package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.OutgoingTrack;
import reactor.valkka.media.sdp.OutgoingDescription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection of a mount to its camera: turns each unit into packets, once, and hands them to
 * the mount. Reports follow the first unit of a track and then come every few seconds.
 *
 * <p><b>Threads:</b> called by one at a time, as Reactive Streams say; {@link #finish()} and the
 * goodbye come on others. A lock keeps packets and goodbyes in order.
 */
final class MountFeed implements CoreSubscriber<EncodedFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(MountFeed.class);

    /**
     * Over UDP a goodbye comes at another port than the packets: ffmpeg and GStreamer believe it
     * at once, whatever of the last unit they have not read yet.
     */
    static final Duration GOODBYE_AFTER = Duration.ofMillis(200);

    private final Mount mount;
    private final OutgoingStream stream;
    private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
    private final Sinks.One<MountSetup> first = Sinks.one();
    private volatile @Nullable MountSetup current;
    private volatile boolean over;

    MountFeed(Mount mount) {
        this.mount = mount;
        stream = new OutgoingStream(mount.settings().payloadBytesMax(), mount::nanoTime);
    }

    /** Packets are made at once and kept within bounds, so that there is always room for more. */
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
        } catch (RuntimeException | OutOfMemoryError e) {
            cancel();
            mount.ended(this, e);
        }
    }

    /** Behind a goodbye nothing may come, whichever thread says it. */
    private synchronized void take(EncodedFrame frame) {
        if (over) {
            return;
        }
        if (!stream.isAt(frame.setup())) {
            begin(CarriedTracks.of(frame.setup()));
        }
        if (frame instanceof AccessUnit unit) {
            accept(unit);
        }
    }

    private void begin(CarriedTracks tracks) {
        stream.newlySetAside(tracks).forEach(what -> mount.setAside(tracks.offered(), what));
        MountSetup before = current;
        if (before != null && !stream.continues(tracks)) {
            sayGoodbye();
            mount.changed(this, before, () -> offer(tracks));
        } else {
            offer(tracks);
        }
    }

    private void offer(CarriedTracks tracks) {
        stream.begin(tracks);
        MountSetup next = setupOf(tracks);
        current = next;
        first.tryEmitValue(next);
    }

    private MountSetup setupOf(CarriedTracks tracks) {
        List<MountSetup.Sender> senders = new ArrayList<>();
        for (OutgoingTrack track : stream.tracks()) {
            senders.add(
                    new MountSetup.Sender(track.payloadType(), track.ssrc(), track.clockRateHz()));
        }
        return new MountSetup(
                tracks.setup(),
                senders,
                OutgoingDescription.of(mount.path(), tracks.setup(), stream.payloadTypes()),
                tracks.setAside());
    }

    /** What comes, once it is known. */
    Mono<MountSetup> setup() {
        return Mono.defer(() -> {
            MountSetup known = current;
            return known == null ? first.asMono() : Mono.just(known);
        });
    }

    /** What comes, or null before that is known. */
    @Nullable
    MountSetup currentSetup() {
        return current;
    }

    /** Nothing came: those who wait for it are told. */
    void fail(RuntimeException reason) {
        first.tryEmitError(reason);
    }

    private void accept(AccessUnit unit) {
        int index = stream.number(unit);
        if (index == CarriedTracks.NONE) {
            return;
        }
        OutgoingTrack track = stream.tracks().get(index);
        int sequenceNumber = track.nextSequenceNumber();
        ByteBuf[] chunks;
        try {
            chunks = stream.packets(index, unit);
        } catch (RuntimeException unfit) {
            mount.countDamaged(unfit);
            return;
        }
        long now = mount.nanoTime();
        if (chunks.length > 0) {
            mount.add(
                    this,
                    new PacketUnit(
                            index, kind(unit), sequenceNumber, track.lastTimestamp(), now, chunks));
        }
        if (stream.isReportDue(index)) {
            addReport(index, PacketUnit.Kind.REPORT, stream.report(index));
        }
        mount.wake();
    }

    private static PacketUnit.Kind kind(AccessUnit unit) {
        if (unit.track().kind() != TrackKind.VIDEO) {
            return PacketUnit.Kind.FREE;
        }
        return unit.isKeyFrame() ? PacketUnit.Kind.KEY_FRAME : PacketUnit.Kind.PICTURE;
    }

    private void addReport(int index, PacketUnit.Kind kind, ByteBuf[] chunks) {
        mount.add(this, new PacketUnit(index, kind, 0, 0, mount.nanoTime(), chunks));
    }

    /** Tells all readers that nothing more comes. */
    private synchronized void sayGoodbye() {
        for (int index = 0; index < stream.tracks().size(); index++) {
            addReport(index, PacketUnit.Kind.GOODBYE, stream.goodbye(index));
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!over) {
            LOG.debug("{}: the camera failed", mount.path(), failure);
            end(failure);
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            end(null);
        }
    }

    private void end(@Nullable Throwable failure) {
        over = true;
        if (current == null) {
            mount.ended(this, failure);
            return;
        }
        Runnable farewell = () -> {
            sayGoodbye();
            mount.ended(this, failure);
        };
        long after = GOODBYE_AFTER.toMillis();
        mount.settings().scheduler().schedule(farewell, after, TimeUnit.MILLISECONDS);
    }

    /** Lets the camera go, and its readers behind a goodbye. */
    void finish() {
        if (!over) {
            cancel();
            end(null);
        }
    }

    /** Lets the camera go. */
    void cancel() {
        over = true;
        Subscription subscription = upstream.getAndSet(Operators.cancelledSubscription());
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
