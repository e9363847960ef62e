package reactor.valkka.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import java.nio.charset.StandardCharsets;

/**
 * Headers of the binary messages on a page's WebSocket, all numbers big endian. Before each there
 * is room for the header of a WebSocket frame, which is made once for all viewers where the whole
 * message goes out in one frame.
 *
 * <pre>{@code
 * +--------+--------+----------------+
 * | 0x82   | 126    | length         |  the frame's header, RFC 6455 §5.2
 * +--------+--------+----------------+
 *
 *  0        1        2        3        4
 * +--------+--------+--------+--------+
 * | kind   | flags  |     camera      |  every message
 * +--------+--------+--------+--------+
 *
 *  kind 1, an initialization segment:
 * +--------+--------+----------------+-------------------------+
 * |   MIME length   | MIME type, ASCII     | ftyp moov          |
 * +--------+--------+----------------+-------------------------+
 *
 *  kind 2, a media fragment; flags bit 0: starts at a key frame:
 * +-----------------------------------+------------------------+
 * | presentation time, µs, 64 bits    | capture time, µs since |
 * | on the time line of the stream    | 1970, 64 bits          |
 * +-----------------------------------+------------------------+
 * | moof mdat ...
 * }</pre>
 */
final class SocketFraming {
    static final int KIND_INITIALIZATION = 1;
    static final int KIND_MEDIA = 2;
    static final int FLAG_KEY_FRAME = 1;

    /** Bytes before each message, for the header of a frame that holds all of it. */
    static final int FRAME_HEADER_BYTES = 4;

    /** No shorter message has a length of 16 bits in its frame's header. */
    private static final int FRAME_LENGTH_MIN = 126;

    private static final int FRAME_FINAL_BINARY = 0x82;
    private static final int FRAME_LENGTH_16 = 126;
    private static final int FRAME_LENGTH_AT = 2;

    private static final int BOXES_BYTES_USUAL = 512;

    private SocketFraming() {}

    /** Begins the message of an initialization segment; the segment is to follow. */
    static ByteBuf initialization(int camera, String mime) {
        byte[] type = mime.getBytes(StandardCharsets.US_ASCII);
        ByteBuf head = start(KIND_INITIALIZATION, 0, camera);
        return head.writeShort(type.length).writeBytes(type);
    }

    /** Begins the message of a media fragment; its boxes are to follow. */
    static ByteBuf media(int camera, boolean keyFrame, MediaTime time) {
        return start(KIND_MEDIA, keyFrame ? FLAG_KEY_FRAME : 0, camera)
                .writeLong(time.mediaMicros())
                .writeLong(time.capturedMicros());
    }

    private static ByteBuf start(int kind, int flags, int camera) {
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(BOXES_BYTES_USUAL)
                .writeZero(FRAME_HEADER_BYTES)
                .writeByte(kind)
                .writeByte(flags)
                .writeShort(camera);
    }

    /**
     * Writes the header of a frame that holds a whole message before it.
     *
     * @param head begins with the room for it
     * @param messageBytes of the message
     * @return false if the message is no match for such a header
     */
    static boolean frame(ByteBuf head, int messageBytes) {
        boolean fits = messageBytes >= FRAME_LENGTH_MIN
                && messageBytes <= ViewerConnection.PART_BYTES - FRAME_HEADER_BYTES;
        if (fits) {
            head.setByte(0, FRAME_FINAL_BINARY);
            head.setByte(1, FRAME_LENGTH_16);
            head.setShort(FRAME_LENGTH_AT, messageBytes);
        }
        return fits;
    }
}
