package reactor.valkka.media.rtp;

import reactor.valkka.media.bitstream.H265Nal;

import java.nio.ByteBuffer;

/**
 * Puts H.265 access units into RTP packets: NAL units that fit as they are, runs of small ones
 * together (AP) if wanted, larger ones in fragments (FU). The last packet of a unit carries the
 * marker bit. There are no decoding order numbers.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> the packet given to the consumer is valid during the
 * call only; position and limit of the unit stay as they are.
 *
 * <p><b>Source:</b> RFC 7798 §4.4.1, §4.4.2, §4.4.3.
 */
public final class H265Packetizer extends NalPacketizer {
    private static final int AGGREGATE = 48;
    private static final int FRAGMENT = 49;
    private static final int KEPT_OF_HEADER = 0x81;
    private static final int LAYER_LOW = 0xF8;
    private static final int TEMPORAL_ID = 7;

    /**
     * Begins a stream.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most: for Ethernet and UDP 1460
     * @param aggregates put small NAL units together
     */
    public H265Packetizer(
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int payloadBytesMax,
            boolean aggregates) {
        this(
                new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax),
                aggregates);
    }

    H265Packetizer(OutgoingPacket packet, boolean aggregates) {
        super(packet, aggregates, H265Nal.HEADER_BYTES);
    }

    @Override
    boolean hasPlace(int header) {
        return H265Nal.type(header) < AGGREGATE;
    }

    /** The temporal id is the lowest of those that join: it begins with the highest. */
    @Override
    void beginAggregate(ByteBuffer out) {
        out.put((byte) (AGGREGATE << 1)).put((byte) TEMPORAL_ID);
    }

    @Override
    void joinAggregate(ByteBuffer out, int header, ByteBuffer data, int from) {
        int lowest = Math.min(out.get(header + 1) & TEMPORAL_ID, data.get(from + 1) & TEMPORAL_ID);
        out.put(header + 1, (byte) (out.get(header + 1) & LAYER_LOW | lowest));
    }

    @Override
    void beginFragment(ByteBuffer out, ByteBuffer data, int from, int startAndEnd) {
        int header = data.get(from);
        out.put((byte) (header & KEPT_OF_HEADER | FRAGMENT << 1));
        out.put(data.get(from + 1));
        out.put((byte) (startAndEnd | H265Nal.type(header)));
    }
}
