package reactor.valkka.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspText;

/**
 * Splits a connection into messages and interleaved packets, RFC 2326 §10.12.
 *
 * <pre>
 *   0                   1                   2                   3
 *  |      '$'      |    channel    |            length             | packet ... |
 *  or "RTSP/1.0 200 OK" / "METHOD uri RTSP/1.0", header lines, empty line, body
 * </pre>
 *
 * <p>Packets are handed on where they lie in the read buffer. After bytes that are neither, it
 * looks for the next place that is plausible: a packet with RTP version 2 on one of the first
 * channels, or a status line. <b>Bounds:</b> {@link RtspLimits} for messages; 256 KiB of garbage,
 * for {@value #WORTH} bytes of which each byte of sense makes good. The time that it takes is in
 * proportion to what comes, whatever that is.
 */
public final class RtspFrameDecoder extends CarryOverHandler {

    private static final int PREFIX_BYTES = 4;
    private static final int GARBAGE_BYTES_MAX = 256 * 1024;
    private static final int WORTH = 16;
    private static final int PLAUSIBLE_CHANNELS = 16;
    private static final byte[] STATUS_LINE = {'R', 'T', 'S', 'P', '/', '1', '.'};

    private final RtspFrameHandler handler;
    private final RtspLimits limits;
    private final int garbageBytesMax;
    private @Nullable RtspMessage head;
    private int bodyBytes;
    private int scanned;
    private int garbage;
    private long garbageOwed;
    private long unread;
    private boolean lost;
    private boolean over;
    private boolean stopped;
    private boolean paused;
    private @Nullable ChannelHandlerContext context;
    private boolean ended;

    /**
     * A decoder for one connection.
     *
     * @param handler told of what is found
     * @param limits bounds of messages
     */
    public RtspFrameDecoder(RtspFrameHandler handler, RtspLimits limits) {
        this(handler, limits, GARBAGE_BYTES_MAX);
    }

    private RtspFrameDecoder(RtspFrameHandler handler, RtspLimits limits, int garbageBytesMax) {
        this.handler = handler;
        this.limits = limits;
        this.garbageBytesMax = garbageBytesMax;
    }

    /**
     * A decoder that forgives no garbage: a server owes strangers no patience.
     *
     * @param handler told of what is found
     * @param limits bounds of messages
     */
    public static RtspFrameDecoder strict(RtspFrameHandler handler, RtspLimits limits) {
        return new RtspFrameDecoder(handler, limits, 0);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /**
     * Hands nothing on until {@link #resume()}, and reads no more, so that the other side must
     * wait; on the event loop. The end of a connection with {@link
     * io.netty.channel.ChannelOption#ALLOW_HALF_CLOSURE} is told of behind what came before it.
     */
    public void pause() {
        if (context != null) {
            paused = true;
            context.channel().config().setAutoRead(false);
        }
    }

    /**
     * Hands nothing on any more, not even what has come already; on the event loop. What still
     * comes is thrown away; a connection from which too much of that comes is closed.
     */
    public void stop() {
        over = true;
        stopped = true;
    }

    /** True from {@link #pause()} to {@link #resume()}. */
    public boolean isPaused() {
        return paused;
    }

    /** Goes on with what waits; on the event loop. */
    public void resume() {
        ChannelHandlerContext open = context;
        if (!paused || open == null) {
            return;
        }
        paused = false;
        try {
            takeRest(open);
            if (ended && !paused) {
                open.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        } catch (RuntimeException e) {
            open.fireExceptionCaught(e);
        }
        if (!paused) {
            open.channel().config().setAutoRead(true);
        }
    }

    /** With half-closed connections this is the end, and must not overtake what came before it. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (paused && event instanceof ChannelInputShutdownEvent) {
            ended = true;
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** Nothing is handed to the next handler, which could ask for more. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!paused && !ctx.channel().config().isAutoRead()) {
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    int missing(ByteBuf begun) {
        int start = begun.readerIndex();
        if (head != null || lost || paused || over || begun.getByte(start) != '$') {
            return UNKNOWN;
        }
        int available = begun.readableBytes();
        int whole = available < PREFIX_BYTES
                ? PREFIX_BYTES
                : PREFIX_BYTES + begun.getUnsignedShort(start + 2);
        return whole > available ? whole - available : UNKNOWN;
    }

    @Override
    void decode(ChannelHandlerContext ctx, ByteBuf in) {
        boolean more = true;
        while (more && in.isReadable() && !over && !paused) {
            more = step(in);
        }
        if (over) {
            throwAway(ctx, in);
        }
    }

    /** Who does not take the end of a connection for one is not listened to for ever. */
    private void throwAway(ChannelHandlerContext ctx, ByteBuf in) {
        unread += stopped ? in.readableBytes() : 0;
        in.skipBytes(in.readableBytes());
        if (unread > GARBAGE_BYTES_MAX) {
            ctx.close();
        }
    }

    /** Takes one thing out of the buffer; false where more bytes are needed. */
    private boolean step(ByteBuf in) {
        if (head != null) {
            return readBody(in, head);
        }
        int start = in.readerIndex();
        byte first = in.getByte(start);
        if (first == '$') {
            return readPacket(in, start);
        }
        if (first == '\r' || first == '\n') {
            skip(in, 1);
            return true;
        }
        return lost ? readLost(in, start) : readText(in, start);
    }

    private boolean readPacket(ByteBuf in, int start) {
        int available = in.readableBytes();
        if (available < PREFIX_BYTES) {
            return false;
        }
        int length = in.getUnsignedShort(start + 2);
        if (lost && !isPlausible(in, start, length, available)) {
            return skipGarbage(in, 1);
        }
        if (available < PREFIX_BYTES + length) {
            return false;
        }
        found(PREFIX_BYTES + length);
        handler.onInterleaved(in.getUnsignedByte(start + 1), in, start + PREFIX_BYTES, length);
        skip(in, PREFIX_BYTES + length);
        return true;
    }

    /** In the middle of nowhere a dollar sign is not enough. */
    private static boolean isPlausible(ByteBuf in, int start, int length, int available) {
        boolean version =
                available <= PREFIX_BYTES || (in.getByte(start + PREFIX_BYTES) & 0xC0) == 0x80;
        return version && length >= 8 && in.getUnsignedByte(start + 1) < PLAUSIBLE_CHANNELS;
    }

    private boolean readLost(ByteBuf in, int start) {
        int available = in.readableBytes();
        for (int i = 0; i < Math.min(available, STATUS_LINE.length); i++) {
            if (in.getByte(start + i) != STATUS_LINE[i]) {
                return skipGarbage(in, garbageLength(in, start));
            }
        }
        return available >= STATUS_LINE.length && readText(in, start);
    }

    /** Bytes up to the next one that may begin something. */
    private static int garbageLength(ByteBuf in, int start) {
        int bytes = in.writerIndex() - start;
        int at = in.forEachByte(start + 1, bytes - 1, b -> b != '$' && b != 'R');
        return at < 0 ? bytes : at - start;
    }

    private boolean readText(ByteBuf in, int start) {
        if (!StartLine.mayBeginAt(in, start)) {
            return skipGarbage(in, garbageLength(in, start));
        }
        int end = headEnd(in, start);
        if (end < 0) {
            if (in.readableBytes() > limits.headBytesMax()) {
                return skipGarbage(in, 1);
            }
            return false;
        }
        if (end - start > limits.headBytesMax() || !StartLine.isAt(in, start)) {
            return skipGarbage(in, garbageLength(in, start));
        }
        byte[] bytes = new byte[end - start];
        in.getBytes(start, bytes);
        RtspMessage message = RtspText.parseHead(bytes, limits);
        if (message == null) {
            give("a message of more than " + limits.headersMax() + " header lines");
            return false;
        }
        scanned = 0;
        in.readerIndex(end);
        return startBody(message, bytes.length);
    }

    private boolean startBody(RtspMessage message, int headBytes) {
        int length = message.contentLength();
        if (length > limits.bodyBytesMax()) {
            over = true;
            handler.onTooLarge(
                    message, "a body of " + length + " bytes, at most " + limits.bodyBytesMax());
            return false;
        }
        found(headBytes + length);
        if (length == 0) {
            handler.onMessage(message);
        } else {
            head = message;
            bodyBytes = length;
        }
        return true;
    }

    private boolean readBody(ByteBuf in, RtspMessage message) {
        if (in.readableBytes() < bodyBytes) {
            return false;
        }
        byte[] body = new byte[bodyBytes];
        in.readBytes(body);
        head = null;
        handler.onMessage(message.withBody(body));
        return true;
    }

    /** Index behind the empty line, or -1; goes on where the last search ended. */
    private int headEnd(ByteBuf in, int start) {
        int end = in.writerIndex();
        for (int at = start + scanned; at < end; at++) {
            if (in.getByte(at) == '\n') {
                int next = at + 1;
                if (next < end && in.getByte(next) == '\r') {
                    next++;
                }
                if (next < end && in.getByte(next) == '\n') {
                    scanned = at - start;
                    return next + 1;
                }
            }
        }
        scanned = Math.max(0, end - start - 2);
        return -1;
    }

    /** Where no head ends, none that begins later does either, and all end where the first does. */
    private void skip(ByteBuf in, int bytes) {
        scanned = Math.max(0, scanned - bytes);
        in.skipBytes(bytes);
    }

    private boolean skipGarbage(ByteBuf in, int bytes) {
        skip(in, bytes);
        lost = true;
        garbage += bytes;
        garbageOwed += bytes;
        if (garbageOwed > garbageBytesMax) {
            give(
                    garbageBytesMax == 0
                            ? "no RTSP, or a head of more than " + limits.headBytesMax() + " bytes"
                            : "more than " + garbageBytesMax + " bytes that are no RTSP");
            return false;
        }
        return true;
    }

    private void found(int bytes) {
        garbageOwed = Math.max(0, garbageOwed - (long) WORTH * bytes);
        if (lost) {
            handler.onGarbage(garbage);
            lost = false;
            garbage = 0;
        }
    }

    private void give(String what) {
        over = true;
        handler.onUnreadable(what);
    }
}
