package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtp.InterarrivalJitter;
import reactor.valkka.media.rtp.RtpPacket;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** The packets of one track: how they come, and how they are marked. <b>Threads:</b> any. */
final class PacketNotes {

    private static final long TAKEOVER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double JUMP_SECONDS = 1;

    private final int payloadType;
    private final int clockRateHz;
    private final ParameterSetNotes sets;
    private final @Nullable Long namedSsrc;
    private InterarrivalJitter jitter;
    private boolean started;
    private boolean namedCame;
    private int ssrc;
    private boolean rivalled;
    private int rivalSsrc;
    private long rivalSinceNanos;
    private int lastSequence;
    private int lastTimestamp;
    private boolean lastMarked;
    private long lastNanos;
    private long packets;
    private long bytes;
    private long late;
    private long foreign;
    private long pictures;
    private long markedEnds;
    private long markedMiddles;
    private double jitterMillis;
    private double silenceMillis;

    /**
     * Nothing has come yet.
     *
     * @param payloadType of the track
     * @param clockRateHz of its timestamps
     * @param namedSsrc the source that the camera named in its answer to SETUP, or {@code null}
     * @param sets told of each payload
     */
    PacketNotes(
            int payloadType, int clockRateHz, @Nullable Long namedSsrc, ParameterSetNotes sets) {
        this.namedSsrc = namedSsrc;
        this.payloadType = payloadType;
        this.clockRateHz = clockRateHz;
        this.sets = sets;
        jitter = new InterarrivalJitter(clockRateHz);
    }

    synchronized void packet(ByteBuffer packet, long nanos) {
        if (!RtpPacket.isValid(packet) || RtpPacket.isControl(packet)) {
            return;
        }
        int source = RtpPacket.ssrc(packet);
        boolean goesOn = started && source == ssrc;
        if (RtpPacket.payloadType(packet) != payloadType
                || started && !goesOn && !prevails(source, nanos)) {
            foreign++;
            return;
        }
        if (goesOn) {
            follow(packet, nanos);
        } else {
            begin(source);
        }
        started = true;
        rivalled = false;
        ssrc = source;
        count(packet, nanos);
    }

    /** What came before the source that was named was somebody else's. */
    private void begin(int source) {
        jitter = new InterarrivalJitter(clockRateHz);
        boolean first = isNamed(source) && !namedCame;
        namedCame |= first;
        if (started && first) {
            foreign += packets;
            packets = 0;
            bytes = 0;
            late = 0;
            pictures = 0;
            markedEnds = 0;
            markedMiddles = 0;
            jitterMillis = 0;
            silenceMillis = 0;
        }
    }

    private boolean isNamed(int source) {
        return namedSsrc != null && namedSsrc.intValue() == source;
    }

    /**
     * As for the stream itself: the source that was named is followed at once, another one when it
     * has been the only one for so long.
     */
    private boolean prevails(int source, long nanos) {
        if (isNamed(source)) {
            return true;
        }
        if (!rivalled || rivalSsrc != source) {
            rivalled = true;
            rivalSsrc = source;
            rivalSinceNanos = nanos;
        }
        return nanos - rivalSinceNanos >= TAKEOVER_NANOS;
    }

    private void follow(ByteBuffer packet, long nanos) {
        int step = (short) (RtpPacket.sequenceNumber(packet) - lastSequence);
        late += step <= 0 ? 1 : 0;
        silenceMillis = Math.max(silenceMillis, (nanos - lastNanos) / NANOS_PER_MILLI);
        if (hasJumped(RtpPacket.timestamp(packet), nanos)) {
            jitter = new InterarrivalJitter(clockRateHz);
        }
        if (RtpPacket.timestamp(packet) != lastTimestamp) {
            pictures++;
            markedEnds += lastMarked ? 1 : 0;
        } else {
            markedMiddles += lastMarked && step == 1 ? 1 : 0;
        }
    }

    /** Timestamps that run back or ahead of time are no unevenness of the network. */
    private boolean hasJumped(int timestamp, long nanos) {
        double sampled = (double) (timestamp - lastTimestamp) / clockRateHz;
        double passed = (nanos - lastNanos) / NANOS_PER_SECOND;
        return sampled < -JUMP_SECONDS || sampled - passed > JUMP_SECONDS;
    }

    private void count(ByteBuffer packet, long nanos) {
        packets++;
        bytes += packet.remaining();
        lastSequence = RtpPacket.sequenceNumber(packet);
        lastTimestamp = RtpPacket.timestamp(packet);
        lastMarked = RtpPacket.marker(packet);
        lastNanos = nanos;
        jitter.packet(lastTimestamp, nanos);
        double millis = jitter.ticks() * MILLIS_PER_SECOND / clockRateHz;
        jitterMillis = Math.max(jitterMillis, millis);
        sets.payload(packet, RtpPacket.payloadStart(packet), RtpPacket.payloadEnd(packet));
    }

    /** A packet on a channel that is nobody's. */
    synchronized void stray() {
        foreign++;
    }

    synchronized long packets() {
        return packets;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Packets that came twice, or after ones that were sent later. */
    synchronized long late() {
        return late;
    }

    /** Packets that are not of the track. */
    synchronized long foreign() {
        return foreign;
    }

    /** The largest jitter that a report would have told. */
    synchronized double jitterMillis() {
        return jitterMillis;
    }

    /** The longest time without a packet. */
    synchronized double silenceMillis() {
        return silenceMillis;
    }

    /** True if pictures end and none of their last packets was marked. */
    synchronized boolean neverMarks() {
        return pictures > 1 && markedEnds == 0;
    }

    /** Marked packets that were followed by more of the same picture. */
    synchronized long markedMiddles() {
        return markedMiddles;
    }
}
