package reactor.valkka.benchmarks.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** One connection of {@link BareReceiver}. */
final class BareReader extends ByteToMessageDecoder {

    private static final int UNIT_BYTES = 64 << 10;
    private static final int FRAMING_BYTES = 4;
    private static final int RTP_BYTES = 12;
    private static final int MARKER = 0x80;

    private final String uri;
    private byte[] unit = new byte[UNIT_BYTES];
    private int unitBytes;
    private int expected = -1;
    private boolean isPlaying;
    private boolean hasGap;
    private volatile long units;
    private volatile long bytes;
    private volatile long lostUnits;
    private volatile long marked;

    BareReader(String uri) {
        this.uri = uri;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        say(
                context,
                "SETUP " + uri + "/track1 RTSP/1.0\r\nCSeq: 1\r\n"
                        + "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n");
    }

    private static void say(ChannelHandlerContext context, String text) {
        byte[] request = text.getBytes(StandardCharsets.US_ASCII);
        context.writeAndFlush(context.alloc().buffer().writeBytes(request));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable(FRAMING_BYTES)) {
            int start = in.readerIndex();
            if (in.getByte(start) != '$') {
                if (!passAnswer(context, in)) {
                    return;
                }
                continue;
            }
            int length = in.getUnsignedShort(start + 2);
            if (!in.isReadable(FRAMING_BYTES + length)) {
                return;
            }
            if (in.getByte(start + 1) == 0) {
                packet(in, start + FRAMING_BYTES, length);
            }
            in.skipBytes(FRAMING_BYTES + length);
        }
    }

    private boolean passAnswer(ChannelHandlerContext context, ByteBuf in) {
        String waiting = in.toString(StandardCharsets.US_ASCII);
        int end = waiting.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        in.skipBytes(end + 4);
        if (!isPlaying) {
            isPlaying = true;
            say(context, "PLAY " + uri + " RTSP/1.0\r\nCSeq: 2\r\nSession: 1\r\n\r\n");
        }
        return true;
    }

    private void packet(ByteBuf in, int at, int length) {
        int number = in.getUnsignedShort(at + 2);
        hasGap |= expected >= 0 && number != expected;
        expected = number + 1 & 0xFFFF;
        int payload = length - RTP_BYTES;
        if (unitBytes + payload > unit.length) {
            unit = Arrays.copyOf(unit, 2 * (unitBytes + payload));
        }
        in.getBytes(at + RTP_BYTES, unit, unitBytes, payload);
        unitBytes += payload;
        if ((in.getByte(at + 1) & MARKER) != 0) {
            units++;
            bytes += unitBytes;
            unitBytes = 0;
            lostUnits += hasGap ? 1 : 0;
            hasGap = false;
        }
    }

    long units() {
        return units;
    }

    long bytes() {
        return bytes;
    }

    /** Before which, or in which, packets were missing. */
    long lostUnits() {
        return lostUnits;
    }

    /** What comes from now on tells whether the camera still sends. */
    void mark() {
        marked = units;
    }

    boolean hasSentSinceMark() {
        return units > marked;
    }
}
