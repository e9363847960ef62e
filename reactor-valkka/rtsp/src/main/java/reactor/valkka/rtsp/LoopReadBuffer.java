package reactor.valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;

/**
 * Reads all connections of an event loop into one buffer, one after the other, for handlers that
 * give it back before they return, as {@link CarryOverHandler}s do. A thousand cameras then read
 * into memory that is in the processor's cache already, and hold none of it; nothing is allocated
 * for a read. Where somebody keeps the buffer nevertheless, reads get one of their own until it
 * comes back.
 *
 * <p>Not for connections with TLS, whose handler keeps what it has not decrypted.
 *
 * <p><b>Threads:</b> any event loop.
 */
public final class LoopReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    /** For cameras: many units, or a large key frame, in one read. */
    public static final RecvByteBufAllocator LARGE = new LoopReadBuffer(128 << 10);

    /** For clients of a server, who may hold on to as much as one read brings. */
    public static final RecvByteBufAllocator SMALL = new LoopReadBuffer(16 << 10);

    /** Of a buffer for a single read, while the common one is not there. */
    private static final int BYTES_OF_OTHERS = 16 << 10;

    private final int bytes;

    private final FastThreadLocal<ByteBuf> common = new FastThreadLocal<>() {
        @Override
        protected ByteBuf initialValue() {
            return Unpooled.directBuffer(bytes, bytes);
        }

        @Override
        protected void onRemoval(ByteBuf buffer) {
            buffer.release();
        }
    };

    private LoopReadBuffer(int bytes) {
        this.bytes = bytes;
    }

    @Override
    public MaxMessageHandle newHandle() {
        return new CommonHandle();
    }

    private final class CommonHandle extends MaxMessageHandle {

        @Override
        public int guess() {
            return bytes;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            ByteBuf mine = common.get();
            return mine.refCnt() == 1 ? mine.clear().retain() : allocator.ioBuffer(BYTES_OF_OTHERS);
        }
    }
}
