package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

import reactor.valkka.media.rtsp.RtspResponse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes what a camera answers to a POST that has not ended: nothing is usual, consent is fine, a
 * challenge can be answered, and anything else ends the tunnel.
 */
final class HttpPostAnswer extends SimpleChannelInboundHandler<ByteBuf> {

    private static final int STATUS_LINE_CHARS = 13;
    private static final int HEAD_CHARS_MAX = 8_192;

    private final Consumer<RtspResponse> challenged;
    private final Consumer<Throwable> failed;
    private final StringBuilder head = new StringBuilder(64);
    private boolean judged;

    /**
     * Waits for an answer.
     *
     * @param challenged is told of a challenge
     * @param failed is told of any other refusal
     */
    HttpPostAnswer(Consumer<RtspResponse> challenged, Consumer<Throwable> failed) {
        this.challenged = challenged;
        this.failed = failed;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
        if (judged) {
            return;
        }
        head.append(answer.toString(StandardCharsets.ISO_8859_1));
        boolean whole = head.indexOf("\r\n\r\n") >= 0 || head.indexOf("\n\n") >= 0;
        boolean clear = head.length() >= STATUS_LINE_CHARS && head.indexOf(" 401") < 0;
        if (whole || clear || head.length() > HEAD_CHARS_MAX) {
            judge(ctx);
        }
    }

    private void judge(ChannelHandlerContext ctx) {
        judged = true;
        String text = head.toString();
        RtspResponse challenge = HttpAnswer.challenge(text);
        if (challenge != null) {
            challenged.accept(challenge);
            ctx.close();
        } else if (!HttpAnswer.isGranted(text)) {
            failed.accept(new IOException("the camera refused the POST of the tunnel: '"
                    + HttpAnswer.firstLine(text) + "'"));
        }
    }

    /** A server may hang up instead of ending what it says. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        if (!judged && head.length() > 0) {
            judge(ctx);
        }
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed.accept(cause);
    }
}
