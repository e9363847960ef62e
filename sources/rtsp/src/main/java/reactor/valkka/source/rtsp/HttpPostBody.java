package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.base64.Base64;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

/**
 * Sends what is written to one connection through another, in base64, each message by itself.
 * What that one does not read is not said.
 *
 * <p>Until the camera has spoken, which shows that it hears, what was said is kept, to be said
 * again where the POST was challenged: {@value #KEPT_BYTES_MAX} bytes at most.
 *
 * <p><b>Threads:</b> one event loop.
 */
final class HttpPostBody extends ChannelDuplexHandler {

    private static final int KEPT_BYTES_MAX = 8_192;

    private final Channel get;
    private final ByteBuf kept = Unpooled.buffer(256, KEPT_BYTES_MAX);
    private @Nullable Channel post;
    private boolean keeping = true;

    /** @param get the connection that is written to */
    HttpPostBody(Channel get) {
        this.get = get;
    }

    /** From now on this one carries it, and what was kept. */
    void through(Channel channel) {
        if (!get.isActive()) {
            channel.close();
            return;
        }
        post = channel;
        if (kept.isReadable()) {
            channel.writeAndFlush(kept.copy(), channel.voidPromise());
        }
    }

    /** Nobody carries it for now. */
    void pause() {
        post = null;
    }

    /** Whether everything that was said is kept. */
    boolean canBeSaidAgain() {
        return keeping;
    }

    /** The connection that carried it has ended, and the other one with it. */
    void ended(Channel channel) {
        if (post == channel) {
            get.close();
        }
    }

    /** It cannot be said any more. */
    void fail(Throwable cause) {
        get.pipeline().fireExceptionCaught(cause);
    }

    void close() {
        Channel open = post;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        keeping = false;
        kept.clear();
        super.channelRead(ctx, message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        try {
            if (message instanceof ByteBuf bytes) {
                say(Base64.encode(bytes, false));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        promise.trySuccess();
    }

    private void say(ByteBuf text) {
        keeping &= kept.readableBytes() + text.readableBytes() <= KEPT_BYTES_MAX;
        if (keeping) {
            kept.writeBytes(text, text.readerIndex(), text.readableBytes());
        }
        Channel open = post;
        if (open != null && open.isWritable()) {
            open.writeAndFlush(text, open.voidPromise());
        } else {
            text.release();
        }
    }
}
