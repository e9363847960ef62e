package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Takes what a camera answers to a POST that has not ended: nothing is usual, consent is fine, and
 * anything else ends the tunnel.
 */
final class HttpPostAnswer extends SimpleChannelInboundHandler<ByteBuf> {

    private static final int STATUS_LINE_BYTES = 13;

    private final Channel other;
    private final StringBuilder head = new StringBuilder(STATUS_LINE_BYTES);
    private boolean judged;

    HttpPostAnswer(Channel other) {
        this.other = other;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
        if (judged) {
            return;
        }
        head.append(answer.toString(StandardCharsets.ISO_8859_1));
        judged = head.length() >= STATUS_LINE_BYTES;
        if (judged && !HttpAnswer.isGranted(head.toString())) {
            String what = HttpAnswer.firstLine(head.toString());
            other.pipeline()
                    .fireExceptionCaught(new IOException(
                            "the camera refused the POST of the tunnel: '" + what + "'"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        other.pipeline().fireExceptionCaught(cause);
    }
}
