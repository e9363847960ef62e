package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.MonoSink;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the head of the answer to a GET, and goes; what follows is the camera's side of a dialogue.
 * Tells of consent and of a challenge; everything else is an error.
 */
final class HttpAnswer extends ByteToMessageDecoder {

    private static final int HEAD_BYTES_MAX = 8_192;
    private static final int OK = 200;

    private final String peer;
    private final MonoSink<RtspResponse> told;
    private final StringBuilder head = new StringBuilder(256);
    private int newLines;
    private boolean over;

    HttpAnswer(String peer, MonoSink<RtspResponse> told) {
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

    /** A challenge to say who we are, or {@code null} where a head is none. */
    static @Nullable RtspResponse challenge(String head) {
        if (!head.matches("(?s)HTTP/1\\.\\d +401\\b.*")) {
            return null;
        }
        RtspMessage message = parse(head);
        boolean asks = message instanceof RtspResponse response
                && response.headers().first("WWW-Authenticate") != null;
        return asks ? (RtspResponse) message : null;
    }

    /** But for its first word a head of HTTP is one of RTSP. */
    private static @Nullable RtspMessage parse(String head) {
        String same = "RTSP/1.0" + head.substring(head.indexOf(' '));
        return RtspText.parseHead(same.getBytes(StandardCharsets.ISO_8859_1), RtspLimits.DEFAULT);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return;
        }
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
        RtspResponse challenge = challenge(head.toString());
        if (isGranted(head.toString())) {
            ctx.pipeline().remove(this);
            told.success(RtspResponse.of(OK));
        } else if (challenge != null) {
            over = true;
            told.success(challenge);
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
