package reactor.valkka.media.rtp;

import reactor.valkka.media.bitstream.JpegImage;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts JPEG images into RTP packets, with their quantization tables in band (Q 255) and without the
 * rest of their headers.
 *
 * <p><b>Errors:</b> an image that RTP cannot carry is refused with a {@code
 * MalformedBitstreamException}: see {@link JpegImage#parse}. <b>Source:</b> RFC 2435 §3.1.
 */
public final class JpegPacketizer implements Packetizer {
    /** Room for all headers with the quantization tables, and some picture. */
    private static final int PAYLOAD_BYTES_MIN = 200;

    private static final int SIZE_MAX = 2_040;
    private static final int BLOCK = 8;
    private static final int WITH_RESTARTS = 64;
    private static final int IN_BAND = 255;
    private static final int WHOLE_IMAGE = 0xFFFF;

    private final OutgoingPacket packet;

    /**
     * Begins a stream.
     *
     * @param payloadType 26, or 96 to 127 as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life
     * @param payloadBytesMax bytes behind the RTP header at most, at least 200
     */
    public JpegPacketizer(int payloadType, int ssrc, int firstSequenceNumber, int payloadBytesMax) {
        this(new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax));
    }

    JpegPacketizer(OutgoingPacket packet) {
        if (packet.payloadBytesMax() < PAYLOAD_BYTES_MIN) {
            throw new IllegalArgumentException("Payload must be at least " + PAYLOAD_BYTES_MIN
                    + " bytes, got " + packet.payloadBytesMax());
        }
        this.packet = packet;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the image is larger than 2040 pixels
     */
    @Override
    public void packetize(ByteBuffer unit, int rtpTimestamp, Consumer<? super ByteBuffer> packets) {
        JpegImage image = JpegImage.parse(unit);
        if (image.width() > SIZE_MAX || image.height() > SIZE_MAX) {
            throw new IllegalArgumentException("An image over RTP has at most 2040 pixels, got "
                    + image.width() + "×" + image.height());
        }
        int at = image.scanStart();
        while (at < image.scanEnd()) {
            packet.begin(false, rtpTimestamp);
            putHeaders(image, at - image.scanStart());
            int to = Math.min(image.scanEnd(), at + packet.room());
            packet.put(unit, at, to);
            if (to == image.scanEnd()) {
                packet.mark();
            }
            packet.send(packets);
            at = to;
        }
    }

    private void putHeaders(JpegImage image, int offset) {
        boolean restarts = image.restartInterval() > 0;
        ByteBuffer out = packet.out();
        out.putInt(offset);
        out.put((byte) ((image.halfHeight() ? 1 : 0) + (restarts ? WITH_RESTARTS : 0)));
        out.put((byte) IN_BAND);
        out.put((byte) ((image.width() + BLOCK - 1) / BLOCK));
        out.put((byte) ((image.height() + BLOCK - 1) / BLOCK));
        if (restarts) {
            out.putShort((short) image.restartInterval()).putShort((short) WHOLE_IMAGE);
        }
        if (offset == 0) {
            out.putShort((short) 0).putShort((short) image.quantization().size());
            out.put(image.quantization().asByteBuffer());
        }
    }
}
