package reactor.valkka.media.rtp;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.UnitTimes;

import java.nio.ByteBuffer;

/**
 * What all payload formats have in common: packets are checked, what is missing is told by the
 * sequence numbers, and the timestamp becomes a time of the track. A format adds what it does with
 * the payload.
 *
 * <p>For each packet, in this order: {@link #lost} if some are missing before it, {@link
 * #timestampEnds} and {@link #timestampBegins} if it has another timestamp than the one before it,
 * {@link #payload}.
 */
abstract class SourceDepacketizer implements Depacketizer {
    private final RtpTimeline timeline;
    private final SequenceTracker sequence;
    private final CaptureClock clock;
    private final StreamCounters counters;

    private boolean started;
    private int timestamp;
    private long pts;
    private long firstArrivalNanos;
    private boolean begun;

    SourceDepacketizer(
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        this.timeline = timeline;
        this.sequence = sequence;
        this.clock = clock;
        this.counters = counters;
    }

    @Override
    public final void packet(ByteBuffer packet, long arrivalNanos) {
        if (!RtpPacket.isValid(packet)) {
            malformed();
            return;
        }
        int lost = sequence.accept(RtpPacket.sequenceNumber(packet), RtpPacket.timestamp(packet));
        if (lost == SequenceTracker.UNUSABLE) {
            return;
        }
        if (lost > 0) {
            counters.add(Counter.PACKETS_LOST, lost);
        }
        next(packet, lost, arrivalNanos);
    }

    /**
     * Takes a packet whose place is known, whatever its number.
     *
     * @param lost packets that are missing before it, and have been counted
     */
    final void next(ByteBuffer packet, int lost, long arrivalNanos) {
        int packetTimestamp = RtpPacket.timestamp(packet);
        boolean sameTimestamp = started && packetTimestamp == timestamp;
        if (lost > 0) {
            lost(lost, sameTimestamp);
        }
        if (!sameTimestamp) {
            timestampEnds(lost, arrivalNanos);
            started = true;
            timestamp = packetTimestamp;
            pts = timeline.ticks(packetTimestamp, arrivalNanos, reorderDepth());
            timestampBegins(timeline.hasJumped());
        }
        if (!sameTimestamp || !begun) {
            firstArrivalNanos = arrivalNanos;
            begun = true;
        }
        int from = RtpPacket.payloadStart(packet);
        int to = RtpPacket.payloadEnd(packet);
        payload(packet, from, to, RtpPacket.marker(packet), arrivalNanos);
    }

    @Override
    public final void foreign(ByteBuffer packet) {
        int packetTimestamp = RtpPacket.timestamp(packet);
        int lost = sequence.accept(RtpPacket.sequenceNumber(packet), packetTimestamp);
        if (lost > 0) {
            counters.add(Counter.PACKETS_LOST, lost);
            lost(lost, started && packetTimestamp == timestamp);
        }
    }

    /**
     * Packets are missing.
     *
     * @param packets how many
     * @param sameTimestamp the next packet has the timestamp of the one before the gap
     */
    abstract void lost(int packets, boolean sameTimestamp);

    /** Units that may come before one and are later than it, −1 if unknown. */
    abstract int reorderDepth();

    /**
     * A packet with another timestamp has come: what is unfinished ends, with the times of {@link
     * #times}.
     *
     * @param lost packets that are missing right before it
     */
    abstract void timestampEnds(int lost, long arrivalNanos);

    /**
     * From here on {@link #times} gives the times of the new timestamp.
     *
     * @param jumped time does not simply go on
     */
    abstract void timestampBegins(boolean jumped);

    /** Takes a payload, from {@code from} to {@code to}, exclusive; may be empty. */
    abstract void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos);

    /** Times of a unit that is sampled at the packet's timestamp. */
    final UnitTimes times(long arrivalNanos) {
        return times(0, 0, arrivalNanos);
    }

    /**
     * Times of a unit that is sampled so many ticks after the packet's timestamp; decoding times
     * are made.
     */
    final UnitTimes times(long ticksAfter, long durationTicks, long arrivalNanos) {
        long at = pts + ticksAfter;
        begun = false;
        long captured = clock.capturedNanos(at, arrivalNanos);
        return new UnitTimes(
                at,
                UnitTimes.NO_DTS,
                durationTicks,
                firstArrivalNanos,
                arrivalNanos,
                captured,
                clock.origin(),
                clock.hasJumped());
    }

    /** Something could not be understood. */
    final void malformed() {
        counters.increment(Counter.PACKETS_MALFORMED);
    }
}
