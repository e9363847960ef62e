package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts sound into RTP packets as it is, one unit in each: G.711 and Opus. A unit of G.711 that is
 * too large goes in several packets, each with a time of its own.
 *
 * <p><b>Source:</b> RFC 3551 §4.5.14, RFC 7587 §4.2.
 */
public final class SoundPacketizer implements Packetizer {
    private final OutgoingPacket packet;
    private final int payloadBytesMax;
    private final int bytesPerTick;

    private SoundPacketizer(OutgoingPacket packet, int payloadBytesMax, int bytesPerTick) {
        this.packet = packet;
        this.payloadBytesMax = payloadBytesMax;
        this.bytesPerTick = bytesPerTick;
    }

    /**
     * Begins a stream of G.711.
     *
     * @param payloadType 0 for µ-law and 8 for A-law at 8 kHz
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most
     * @param channels 1 or more, interleaved; at most {@code payloadBytesMax}, as no sample is
     *     parted
     * @throws IllegalArgumentException if a packet would have no room for a sample of each channel
     */
    public static SoundPacketizer g711(
            int payloadType, int ssrc, int firstSequenceNumber, int payloadBytesMax, int channels) {
        return g711(
                new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax),
                channels);
    }

    static SoundPacketizer g711(OutgoingPacket packet, int channels) {
        if (channels < 1 || channels > packet.payloadBytesMax()) {
            throw new IllegalArgumentException("Channels must be 1 to " + packet.payloadBytesMax()
                    + ", as one sample of each goes into a packet, got " + channels);
        }
        return new SoundPacketizer(
                packet, packet.payloadBytesMax() / channels * channels, channels);
    }

    /**
     * Begins a stream of Opus, whose packets must not be larger than a payload.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most
     */
    public static SoundPacketizer opus(
            int payloadType, int ssrc, int firstSequenceNumber, int payloadBytesMax) {
        return opus(new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax));
    }

    static SoundPacketizer opus(OutgoingPacket packet) {
        return new SoundPacketizer(packet, packet.payloadBytesMax(), 0);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a packet of Opus does not fit
     */
    @Override
    public void packetize(ByteBuffer unit, int rtpTimestamp, Consumer<? super ByteBuffer> packets) {
        if (bytesPerTick == 0 && unit.remaining() > payloadBytesMax) {
            throw new IllegalArgumentException("A packet of Opus has " + unit.remaining()
                    + " bytes, at most " + payloadBytesMax + " fit");
        }
        int timestamp = rtpTimestamp;
        for (int at = unit.position(); at < unit.limit(); at += payloadBytesMax) {
            int to = Math.min(unit.limit(), at + payloadBytesMax);
            packet.begin(false, timestamp);
            packet.put(unit, at, to);
            packet.send(packets);
            timestamp += bytesPerTick == 0 ? 0 : (to - at) / bytesPerTick;
        }
    }
}
