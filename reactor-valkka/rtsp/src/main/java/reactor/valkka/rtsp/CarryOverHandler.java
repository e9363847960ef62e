package reactor.valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Looks at what a connection brings where it lies in the read buffer, and gives that back at once:
 * only what has begun at its end and is not whole yet is copied, and carried over to the next read.
 * So all connections of an event loop can be read into one buffer, see {@link LoopReadBuffer}, and
 * a connection holds on to a part of a packet, not to a read buffer.
 *
 * <p>Unlike Netty's {@code ByteToMessageDecoder} it hands nothing on to the next handler.
 *
 * <p><b>Threads:</b> one event loop. <b>Ownership:</b> what is read is released here.
 */
abstract class CarryOverHandler extends ChannelInboundHandlerAdapter {

    /** How much is missing is not known: whatever comes is put behind what is there. */
    static final int UNKNOWN = Integer.MAX_VALUE;

    private final Queue<ByteBuf> waiting = new ArrayDeque<>(1);
    private ByteBuf rest = Unpooled.EMPTY_BUFFER;
    private boolean busy;
    private boolean removed;

    /** Takes out what is whole; what it leaves is carried over. */
    abstract void decode(ChannelHandlerContext ctx, ByteBuf in);

    /** How many bytes more what has begun here needs at least, or {@link #UNKNOWN}. */
    abstract int missing(ByteBuf begun);

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf read) {
            take(ctx, read);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /** What has begun and is not whole yet. */
    final ByteBuf rest() {
        return rest;
    }

    /** Looks again at what was carried over. */
    final void takeRest(ChannelHandlerContext ctx) {
        take(ctx, Unpooled.EMPTY_BUFFER);
    }

    /** Whoever is called from here may cause more to be read, which has to wait. */
    private void take(ChannelHandlerContext ctx, ByteBuf first) {
        if (busy) {
            waiting.add(first);
            return;
        }
        busy = true;
        try {
            for (ByteBuf read = first; read != null; read = waiting.poll()) {
                try {
                    look(ctx, read);
                } finally {
                    read.release();
                }
            }
        } finally {
            busy = false;
            if (removed) {
                forgetAll();
            }
        }
    }

    private void look(ChannelHandlerContext ctx, ByteBuf in) {
        while (rest.isReadable() && in.isReadable()) {
            carry(ctx, in, Math.min(in.readableBytes(), missing(rest)));
            decodeRest(ctx);
        }
        if (rest.isReadable()) {
            decodeRest(ctx);
            return;
        }
        decode(ctx, in);
        if (in.isReadable()) {
            carry(ctx, in, in.readableBytes());
        }
    }

    private void decodeRest(ChannelHandlerContext ctx) {
        decode(ctx, rest);
        if (!rest.isReadable()) {
            forgetRest();
        }
    }

    private void carry(ChannelHandlerContext ctx, ByteBuf in, int bytes) {
        if (rest.isReadable()) {
            rest.discardReadBytes();
        } else {
            int missing = missing(in);
            rest = ctx.alloc().directBuffer(missing == UNKNOWN ? bytes : bytes + missing);
        }
        rest.writeBytes(in, bytes);
    }

    private void forgetRest() {
        rest.release();
        rest = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        removed = true;
        if (!busy) {
            forgetAll();
        }
    }

    private void forgetAll() {
        forgetRest();
        for (ByteBuf read = waiting.poll(); read != null; read = waiting.poll()) {
            read.release();
        }
    }
}
