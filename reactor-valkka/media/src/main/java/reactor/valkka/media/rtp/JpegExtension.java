package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;

/**
 * The size of an image as cameras put it into an extension of the RTP header, because the payload
 * header ends at 2040 pixels: a frame segment of JPEG.
 *
 * <p><b>Source:</b> ONVIF Streaming Specification §5.1.2.1.2 (profile {@code 0xFFD8}).
 */
final class JpegExtension {
    private static final int HAS_EXTENSION = 0x10;
    private static final int SOURCES = 0x0F;
    private static final int PROFILE = 0xFFD8;
    private static final int FRAME_MIN = 0xFFC0;
    private static final int FRAME_MAX = 0xFFC1;
    private static final int FRAME_BYTES = 7;

    private JpegExtension() {}

    /** Width in the upper and height in the lower 16 bits, 0 where no extension tells them. */
    static int size(ByteBuffer packet) {
        int start = packet.position();
        int first = packet.get(start);
        if ((first & HAS_EXTENSION) == 0) {
            return 0;
        }
        int at = start + RtpPacket.HEADER_BYTES + Integer.BYTES * (first & SOURCES);
        int end = RtpPacket.payloadStart(packet);
        if ((packet.getShort(at) & 0xFFFF) != PROFILE) {
            return 0;
        }
        return find(packet, at + Integer.BYTES, end);
    }

    private static int find(ByteBuffer packet, int from, int end) {
        int at = from;
        while (end - at >= 2 * Short.BYTES) {
            int marker = packet.getShort(at) & 0xFFFF;
            int length = packet.getShort(at + Short.BYTES) & 0xFFFF;
            if (marker <= 0xFF00 || length < Short.BYTES) {
                return 0;
            }
            boolean frame = marker >= FRAME_MIN && marker <= FRAME_MAX && length >= FRAME_BYTES;
            if (frame && end - at >= Short.BYTES + FRAME_BYTES) {
                int height = packet.getShort(at + 5) & 0xFFFF;
                int width = packet.getShort(at + 7) & 0xFFFF;
                return width << Short.SIZE | height;
            }
            at += Short.BYTES + length;
        }
        return 0;
    }
}
