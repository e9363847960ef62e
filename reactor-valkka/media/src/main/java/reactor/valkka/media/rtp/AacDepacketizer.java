package reactor.valkka.media.rtp;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.media.bitstream.AdtsHeader;
import reactor.valkka.media.bitstream.BitReader;
import reactor.valkka.media.bitstream.PlainUnitBuilder;

import java.nio.ByteBuffer;

/**
 * Takes AAC out of RTP packets: one frame in a packet, several, or a part of one. A header in front
 * of a frame that belongs to plain streams (ADTS) is taken off, and packets that carry nothing but
 * such a plain stream are read, too.
 *
 * <p><b>Loss:</b> a frame with a missing fragment is thrown away; the next one says how many
 * packets are missing.
 *
 * <p><b>Source:</b> RFC 3640 §3.2 (payload), §3.2.3.2 (fragments). Interleaving (§3.2.3.2) is not
 * read.
 */
final class AacDepacketizer extends PlainDepacketizer {
    private final AacFormat.Layout layout;
    private final long frameTicks;
    private final BitReader headers = new BitReader();
    private final BitReader auxiliary = new BitReader();

    /** Size of the frame that comes in fragments, 0 if none is open. */
    private int wholeBytes;

    private int receivedBytes;
    private boolean skips;

    AacDepacketizer(
            AacFormat format,
            PlainUnitBuilder builder,
            RtpTimeline timeline,
            SequenceTracker sequence,
            CaptureClock clock,
            StreamCounters counters) {
        super(builder, timeline, sequence, clock, counters);
        layout = format.layout();
        frameTicks = format.frameTicks();
    }

    @Override
    void lost(int packets, boolean sameTimestamp) {
        if (wholeBytes > 0) {
            giveUp(packets);
            skips = sameTimestamp;
        } else {
            builder.lostBefore(packets);
        }
    }

    @Override
    void timestampEnds(int lost, long arrivalNanos) {
        flush(arrivalNanos);
        skips = false;
    }

    @Override
    public void flush(long arrivalNanos) {
        if (wholeBytes > 0) {
            giveUp(1);
        }
    }

    private void giveUp(int packets) {
        builder.damaged(packets);
        wholeBytes = 0;
    }

    @Override
    void payload(ByteBuffer packet, int from, int to, boolean marker, long arrivalNanos) {
        if (skips || from >= to) {
            return;
        }
        if (!layout.hasHeaders()) {
            unitsOfSize(packet, from, to, arrivalNanos);
            return;
        }
        int headerBits = to - from < Short.BYTES ? 0 : packet.getShort(from) & 0xFFFF;
        int headersEnd = from + Short.BYTES + (headerBits + Byte.SIZE - 1) / Byte.SIZE;
        if (headerBits == 0 || headersEnd > to) {
            plainStream(packet, from, to, arrivalNanos);
            return;
        }
        headers.reset(packet, from + Short.BYTES, headerBits);
        int data = behindAuxiliarySection(packet, headersEnd, to);
        units(packet, data, to, arrivalNanos);
    }

    private int behindAuxiliarySection(ByteBuffer packet, int from, int to) {
        if (layout.auxiliary() == 0) {
            return from;
        }
        auxiliary.reset(packet, from, (long) (to - from) * Byte.SIZE);
        long bits = layout.auxiliary() + (long) auxiliary.bits(layout.auxiliary());
        return (int) Math.min(to, from + (bits + Byte.SIZE - 1) / Byte.SIZE);
    }

    private void units(ByteBuffer packet, int from, int to, long arrivalNanos) {
        int at = from;
        long left = Long.MAX_VALUE;
        for (int index = 0; headers.left() > 0 && headers.left() < left; index++) {
            left = headers.left();
            int size = unitHeader(index == 0, to - at);
            boolean alone = index == 0 && headers.left() < Math.max(1, layout.size());
            if (headers.isExhausted() || size > to - at && !alone) {
                malformed();
                return;
            }
            if (size > to - at || wholeBytes > 0) {
                fragment(packet, at, to, size, arrivalNanos);
                return;
            }
            unit(packet, at, at + size, index, arrivalNanos);
            at += size;
        }
    }

    /** Reads the next header and gives the unit's size. */
    private int unitHeader(boolean first, int rest) {
        int constant = layout.constantBytes() > 0 ? layout.constantBytes() : rest;
        int size = layout.size() > 0 ? headers.bits(layout.size()) : constant;
        headers.bits(first ? layout.index() : layout.indexDelta());
        if (layout.compositionDelta() > 0 && headers.flag()) {
            headers.bits(layout.compositionDelta());
        }
        if (layout.decodingDelta() > 0 && headers.flag()) {
            headers.bits(layout.decodingDelta());
        }
        headers.bits(layout.flags());
        return size;
    }

    /** Takes a part of a frame; all parts say the size of the whole. */
    private void fragment(ByteBuffer packet, int from, int to, int size, long arrivalNanos) {
        int start = from;
        if (wholeBytes == 0) {
            wholeBytes = size;
            receivedBytes = 0;
            start = behindPlainHeader(packet, from, to, size);
        }
        receivedBytes += to - from;
        builder.append(packet, start, to);
        if (size != wholeBytes || receivedBytes > wholeBytes) {
            malformed();
            giveUp(1);
            skips = true;
        } else if (receivedBytes == wholeBytes) {
            wholeBytes = 0;
            builder.finish(times(0, frameTicks, arrivalNanos));
        }
    }

    private void unit(ByteBuffer packet, int from, int to, int index, long arrivalNanos) {
        int start = behindPlainHeader(packet, from, to, to - from);
        if (start < to) {
            builder.append(packet, start, to);
            builder.finish(times(index * frameTicks, frameTicks, arrivalNanos));
        }
    }

    private void unitsOfSize(ByteBuffer packet, int from, int to, long arrivalNanos) {
        int size = layout.constantBytes() > 0 ? layout.constantBytes() : to - from;
        int index = 0;
        for (int at = from; at < to; at += size) {
            if (size > to - at) {
                malformed();
                return;
            }
            unit(packet, at, at + size, index++, arrivalNanos);
        }
    }

    /** Frames one behind the other, each with the header of a plain stream. */
    private void plainStream(ByteBuffer packet, int from, int to, long arrivalNanos) {
        int at = from;
        for (int index = 0; at < to; index++) {
            int size = AdtsHeader.isAt(packet, at, to) ? AdtsHeader.frameBytes(packet, at) : 0;
            if (size == 0 || size > to - at) {
                malformed();
                return;
            }
            unit(packet, at, at + size, index, arrivalNanos);
            at += size;
        }
    }

    private static int behindPlainHeader(ByteBuffer packet, int from, int to, int size) {
        boolean plain =
                AdtsHeader.isAt(packet, from, to) && AdtsHeader.frameBytes(packet, from) == size;
        return plain ? from + AdtsHeader.headerBytes(packet, from) : from;
    }
}
