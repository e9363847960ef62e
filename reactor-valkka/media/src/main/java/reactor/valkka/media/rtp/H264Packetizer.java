package reactor.valkka.media.rtp;

import reactor.valkka.media.bitstream.H264Nal;

import java.nio.ByteBuffer;

/**
 * Puts H.264 access units into RTP packets: NAL units that fit as they are, runs of small ones
 * together (STAP-A) if wanted, larger ones in fragments (FU-A). The last packet of a unit carries
 * the marker bit.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> the packet given to the consumer is valid during the
 * call only; position and limit of the unit stay as they are.
 *
 * <p><b>Source:</b> RFC 6184 §5.6, §5.7.1, §5.8, packetization mode 1.
 */
public final class H264Packetizer extends NalPacketizer {
    private static final int HEADER_BYTES = 1;
    private static final int AGGREGATE = 24;
    private static final int FRAGMENT = 28;
    private static final int NAL_REFERENCE = 0xE0;
    private static final int REFERENCE_BITS = 0x60;

    /**
     * Begins a stream.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most: for Ethernet and UDP 1460
     * @param aggregates put small NAL units together
     */
    public H264Packetizer(
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int payloadBytesMax,
            boolean aggregates) {
        this(
                new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax),
                aggregates);
    }

    H264Packetizer(OutgoingPacket packet, boolean aggregates) {
        super(packet, aggregates, HEADER_BYTES);
    }

    @Override
    boolean hasPlace(int header) {
        int type = H264Nal.type(header);
        return type != 0 && type < AGGREGATE;
    }

    @Override
    void beginAggregate(ByteBuffer out) {
        out.put((byte) AGGREGATE);
    }

    /** The highest of the importances stands in the header. */
    @Override
    void joinAggregate(ByteBuffer out, int header, ByteBuffer data, int from) {
        int reference = Math.max(out.get(header) & REFERENCE_BITS, data.get(from) & REFERENCE_BITS);
        out.put(header, (byte) (reference | AGGREGATE));
    }

    @Override
    void beginFragment(ByteBuffer out, ByteBuffer data, int from, int startAndEnd) {
        int header = data.get(from);
        out.put((byte) (header & NAL_REFERENCE | FRAGMENT));
        out.put((byte) (startAndEnd | H264Nal.type(header)));
    }
}
