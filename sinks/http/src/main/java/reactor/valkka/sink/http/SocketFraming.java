package reactor.valkka.sink.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

import java.nio.charset.StandardCharsets;

/**
 * Headers of the binary messages on a page's WebSocket, all numbers big endian.
 *
 * <pre>{@code
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
                .writeByte(kind)
                .writeByte(flags)
                .writeShort(camera);
    }
}
