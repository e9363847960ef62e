package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtp.OutgoingFormats;
import reactor.valkka.media.rtp.OutgoingTrack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A stream as packets: its tracks, whose numbers go on as long as the tracks stay the same, and
 * their reports, of which the first follows the first unit.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets belong to who gets them; units stay the
 * caller's.
 */
final class OutgoingStream {
    private static final int TOLD_MAX = 64;
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final int payloadBytesMax;
    private final LongSupplier nanoTime;
    private final PacketUnitBuilder builder = new PacketUnitBuilder(ByteBufAllocator.DEFAULT);
    private final ByteBuffer report = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
    private final String canonicalName = canonicalName();
    private final Set<String> told = new HashSet<>();
    private @Nullable CarriedTracks current;
    private List<OutgoingTrack> tracks = List.of();
    private long[] reportedNanos = {};
    private long lastUnitNanos;

    /**
     * @param payloadBytesMax bytes of payload in a packet at most
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    OutgoingStream(int payloadBytesMax, LongSupplier nanoTime) {
        this.payloadBytesMax = payloadBytesMax;
        this.nanoTime = nanoTime;
    }

    /** Says nothing of who sends, RFC 7022 §4.2. */
    private static String canonicalName() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong());
    }

    /** Whether a setup is the one that governs what comes. */
    boolean isAt(StreamSetup offered) {
        return current != null && current.offered() == offered;
    }

    /** The tracks by number. */
    List<OutgoingTrack> tracks() {
        return tracks;
    }

    /** Payload types of the tracks, by number. */
    List<Integer> payloadTypes() {
        return tracks.stream().map(OutgoingTrack::payloadType).toList();
    }

    /** Whether who receives the stream may go on: the tracks that it gets are the same. */
    boolean continues(CarriedTracks next) {
        CarriedTracks before = current;
        if (before == null || before.tracks().size() != next.tracks().size()) {
            return false;
        }
        for (int i = 0; i < before.tracks().size(); i++) {
            if (!continues(before.tracks().get(i), next.tracks().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Parameter sets of video go before each key frame; all else stands in the description. */
    private static boolean continues(Track before, Track after) {
        boolean same =
                before.codec() == after.codec() && before.clockRateHz() == after.clockRateHz();
        return same
                && (before.kind() == TrackKind.VIDEO
                        || before.format().equals(after.format())
                                && before.parameterSets().equals(after.parameterSets()));
    }

    /** What is set aside from now on and was never before; nobody needs to be told again. */
    List<String> newlySetAside(CarriedTracks next) {
        if (told.size() > TOLD_MAX) {
            told.clear();
        }
        return next.setAside().stream().filter(told::add).toList();
    }

    /**
     * A setup comes: tracks that are not the same begin as new sources.
     *
     * @throws NothingToSendException if there is none
     */
    void begin(CarriedTracks next) {
        if (next.tracks().isEmpty()) {
            throw new NothingToSendException(next.offered().stream(), next.setAside());
        }
        if (!continues(next)) {
            start(next);
        } else if (next.offered().discontinuity()) {
            long elapsed = nanoTime.getAsLong() - lastUnitNanos;
            tracks.forEach(track -> track.discontinuity(elapsed));
        }
        current = next;
    }

    private void start(CarriedTracks next) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<OutgoingTrack> fresh = new ArrayList<>();
        for (Track track : next.tracks()) {
            fresh.add(OutgoingTrack.of(
                    track,
                    OutgoingFormats.payloadType(track),
                    random.nextInt(),
                    random.nextInt(1 << 16),
                    random.nextInt(),
                    payloadBytesMax));
        }
        tracks = List.copyOf(fresh);
        reportedNanos = new long[tracks.size()];
    }

    /** The number of the track of a unit, {@link CarriedTracks#NONE} where that is set aside. */
    int number(AccessUnit unit) {
        CarriedTracks known = current;
        return known == null ? CarriedTracks.NONE : known.number(unit.track());
    }

    /**
     * The packets of a unit, framed for its track's own channel; none if there is nothing to send.
     * A unit that RTP cannot carry leaves no trace.
     *
     * @param index number of its track
     * @throws RuntimeException as {@link OutgoingTrack#packetize} says
     */
    ByteBuf[] packets(int index, AccessUnit unit) {
        builder.begin(
                PacketUnit.ownChannel(index, PacketUnit.Kind.PICTURE),
                unit.size(),
                payloadBytesMax);
        try {
            tracks.get(index).packetize(unit, builder);
            lastUnitNanos = nanoTime.getAsLong();
            return builder.take();
        } finally {
            builder.discard();
        }
    }

    /** Whether it is time for a report of a track; then the next one is due a while later. */
    boolean isReportDue(int index) {
        long now = nanoTime.getAsLong();
        boolean due = reportedNanos[index] == 0 || now - reportedNanos[index] >= REPORT_NANOS;
        if (due) {
            reportedNanos[index] = now;
        }
        return due;
    }

    /** A report of a track, framed for its own channel. */
    ByteBuf[] report(int index) {
        report.clear();
        tracks.get(index).writeReport(report, canonicalName, epochNanos());
        return framed(index);
    }

    /** The last report of a track, behind which nothing comes. */
    ByteBuf[] goodbye(int index) {
        report.clear();
        tracks.get(index).writeGoodbye(report, canonicalName, epochNanos());
        return framed(index);
    }

    private ByteBuf[] framed(int index) {
        report.flip();
        builder.begin(
                PacketUnit.ownChannel(index, PacketUnit.Kind.REPORT),
                report.remaining(),
                OutgoingTrack.REPORT_BYTES_MAX);
        builder.accept(report);
        return builder.take();
    }

    private static long epochNanos() {
        return System.currentTimeMillis() * NANOS_PER_MILLI;
    }
}
