package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import reactor.core.publisher.MonoSink;

import java.io.IOException;
import java.util.List;

/**
 * Reads the head of the answer to a GET, and goes; what follows is the camera's side of a dialogue.
 */
final class HttpAnswer extends ByteToMessageDecoder {

    private static final int HEAD_BYTES_MAX = 8_192;

    private final String peer;
    private final MonoSink<Void> told;
    private final StringBuilder head = new StringBuilder(256);
    private int newLines;
    private boolean over;

    HttpAnswer(String peer, MonoSink<Void> told) {
        this.peer = peer;
        this.told = told;
        told.onDispose(() -> over = true);
    }

    /** The first line of a head, as it may stand in a message. */
    static String firstLine(String head) {
        return head.lines()
                .findFirst()
                .orElse("")
                .replaceAll("[^\\x20-\\x7e]", "?")
                .strip();
    }

    /** Whether a head grants what was asked for. */
    static boolean isGranted(String head) {
        return head.matches("(?s)HTTP/1\\.\\d +200\\b.*");
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        while (newLines < 2 && in.isReadable()) {
            char next = (char) in.readUnsignedByte();
            head.append(next);
            if (next != '\r') {
                newLines = next == '\n' ? newLines + 1 : 0;
            }
        }
        if (newLines < 2) {
            if (head.length() > HEAD_BYTES_MAX) {
                refuse(ctx);
            }
            return;
        }
        if (isGranted(head.toString())) {
            ctx.pipeline().remove(this);
            told.success();
        } else {
            refuse(ctx);
        }
    }

    private void refuse(ChannelHandlerContext ctx) {
        fail(new IOException("expected HTTP 200 to the GET of a tunnel, got '"
                + firstLine(head.toString()) + "'; " + peer
                + " may have no RTSP over HTTP, or at another port"));
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        fail(new IOException("the camera closed the GET of the tunnel without an answer"));
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
        ctx.close();
    }

    /** Tells once, and nobody who has gone. */
    private void fail(Throwable cause) {
        if (!over) {
            over = true;
            told.error(cause);
        }
    }
}
