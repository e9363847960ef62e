package reactor.valkka.pool;

import java.nio.ByteBuffer;

/**
 * Readable zeros behind the content of every slot: bit readers of decoders read a little beyond
 * the end, and with zeros there a damaged stream cannot lead them on.
 */
final class Padding {
    private Padding() {}

    static void zero(Slab slab, int offset) {
        ByteBuffer padding = slab.slice(offset, FramePool.PADDING_BYTES);
        for (int i = 0; i < FramePool.PADDING_BYTES; i += Long.BYTES) {
            padding.putLong(i, 0);
        }
    }
}
