package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.base64.Base64;
import io.netty.util.ReferenceCountUtil;

/**
 * Sends what is written to one connection through another, in base64, each message by itself.
 * What that one does not read is not said.
 */
final class HttpPostBody extends ChannelOutboundHandlerAdapter {

    private final Channel post;

    HttpPostBody(Channel post) {
        this.post = post;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        try {
            if (message instanceof ByteBuf bytes && post.isWritable()) {
                post.writeAndFlush(Base64.encode(bytes, false), post.voidPromise());
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        promise.trySuccess();
    }
}
