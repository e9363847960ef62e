package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.OutgoingFormats;
import reactor.valkka.media.rtp.OutgoingTrack;
import reactor.valkka.media.sdp.OutgoingDescription;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One connection of a mount to its camera: turns each unit into packets, once, and hands them to
 * the mount. Reports follow the first unit of a track and then come every few seconds.
 *
 * <p><b>Threads:</b> called by one at a time, as Reactive Streams say.
 */
final class MountFeed implements CoreSubscriber<EncodedFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(MountFeed.class);
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Context DISCARDING =
            Operators.enableOnDiscard(Context.empty(), discarded -> {
                if (discarded instanceof Frame frame) {
                    frame.close();
                }
            });

    private final Mount mount;
    private final PacketUnitBuilder builder = new PacketUnitBuilder(ByteBufAllocator.DEFAULT);
    private final ByteBuffer report = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
    private final String canonicalName = canonicalName();
    private final AtomicReference<@Nullable Subscription> upstream = new AtomicReference<>();
    private List<OutgoingTrack> tracks = List.of();
    private long[] reportedNanos = {};
    private @Nullable MountSetup current;
    private long lastUnitNanos;
    private volatile boolean over;

    MountFeed(Mount mount) {
        this.mount = mount;
    }

    /** Says nothing of who sends, RFC 7022 §4.2. */
    private static String canonicalName() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    @Override
    public Context currentContext() {
        return DISCARDING;
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
            if (over) {
                return;
            }
            if (current == null || frame.setup() != current.setup()) {
                begin(frame.setup());
            }
            if (frame instanceof AccessUnit unit) {
                accept(unit);
            }
        } catch (RuntimeException e) {
            cancel();
            mount.ended(this, e);
        }
    }

    private void begin(StreamSetup setup) {
        MountSetup before = current;
        if (before == null || !before.continues(setup)) {
            if (before != null) {
                mount.changed();
            }
            start(setup);
        } else if (setup.discontinuity()) {
            long elapsed = mount.nanoTime() - lastUnitNanos;
            tracks.forEach(track -> track.discontinuity(elapsed));
        }
        List<MountSetup.Sender> senders = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        for (OutgoingTrack track : tracks) {
            senders.add(
                    new MountSetup.Sender(track.payloadType(), track.ssrc(), track.clockRateHz()));
            types.add(track.payloadType());
        }
        MountSetup next =
                new MountSetup(setup, senders, OutgoingDescription.of(mount.path(), setup, types));
        current = next;
        mount.started(next);
    }

    private void start(StreamSetup setup) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<OutgoingTrack> fresh = new ArrayList<>();
        for (Track track : setup.tracks()) {
            fresh.add(OutgoingTrack.of(
                    track,
                    OutgoingFormats.payloadType(track),
                    random.nextInt(),
                    random.nextInt(1 << 16),
                    random.nextInt(),
                    mount.settings().payloadBytesMax()));
        }
        tracks = List.copyOf(fresh);
        reportedNanos = new long[tracks.size()];
    }

    private void accept(AccessUnit unit) {
        int index = unit.track().index();
        OutgoingTrack track = tracks.get(index);
        int channel = PacketUnit.ownChannel(index, PacketUnit.Kind.PICTURE);
        builder.begin(channel, unit.size(), mount.settings().payloadBytesMax());
        int sequenceNumber = track.nextSequenceNumber();
        try {
            track.packetize(unit, builder);
        } catch (RuntimeException unfit) {
            builder.discard();
            mount.countDamaged(unfit);
            return;
        }
        long now = mount.nanoTime();
        lastUnitNanos = now;
        ByteBuf[] chunks = builder.take();
        if (chunks.length > 0) {
            mount.add(new PacketUnit(
                    index, kind(unit), sequenceNumber, track.lastTimestamp(), now, chunks));
        }
        if (reportedNanos[index] == 0 || now - reportedNanos[index] >= REPORT_NANOS) {
            reportedNanos[index] = now;
            report.clear();
            track.writeReport(report, canonicalName, epochNanos());
            addReport(index, now);
        }
        mount.wake();
    }

    private static PacketUnit.Kind kind(AccessUnit unit) {
        if (unit.track().kind() != TrackKind.VIDEO) {
            return PacketUnit.Kind.FREE;
        }
        return unit.isKeyFrame() ? PacketUnit.Kind.KEY_FRAME : PacketUnit.Kind.PICTURE;
    }

    private static long epochNanos() {
        return System.currentTimeMillis() * NANOS_PER_MILLI;
    }

    private void addReport(int index, long now) {
        report.flip();
        builder.begin(
                PacketUnit.ownChannel(index, PacketUnit.Kind.REPORT),
                report.remaining(),
                OutgoingTrack.REPORT_BYTES_MAX);
        builder.accept(report);
        mount.add(new PacketUnit(index, PacketUnit.Kind.REPORT, 0, 0, now, builder.take()));
    }

    /** Tells all readers that nothing more comes. */
    private void sayGoodbye() {
        long now = mount.nanoTime();
        for (int index = 0; index < tracks.size(); index++) {
            report.clear();
            tracks.get(index).writeGoodbye(report, canonicalName, epochNanos());
            addReport(index, now);
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (!over) {
            over = true;
            LOG.debug("{}: the camera failed", mount.path(), failure);
            sayGoodbye();
            mount.ended(this, failure);
        }
    }

    @Override
    public void onComplete() {
        if (!over) {
            over = true;
            sayGoodbye();
            mount.ended(this, null);
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
