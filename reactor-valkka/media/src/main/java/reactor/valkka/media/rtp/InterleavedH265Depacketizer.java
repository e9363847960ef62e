package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;

import java.nio.ByteBuffer;

/**
 * Takes H.265 out of RTP packets whose NAL units have decoding order numbers, as they may be sent
 * in another order than that of decoding. They go through a {@link DecodingOrderBuffer}, and then
 * to an {@link H265Depacketizer}, each as a packet of its own.
 *
 * <pre>
 *  single | header | DONL | rest of the NAL unit
 *  AP     | header, type 48 | DONL length NAL unit | DOND length NAL unit | …
 *  FU     | header, type 49 | S E type | DONL if S | part of a NAL unit
 * </pre>
 *
 * <p>An access unit ends when the last one of its NAL units goes, if a packet had its marker; else
 * when one of another timestamp goes. The marker says that no more of its packets will be sent.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets stay the caller's; what waits is copied to heap
 * memory, which is bounded and used again. <b>Errors:</b> none are thrown; {@link
 * Counter#PACKETS_MALFORMED}, {@link Counter#PACKETS_LOST} and {@link Counter#PACKETS_LATE} count.
 *
 * <p><b>Source:</b> RFC 7798 §4.4.1 (single), §4.4.2 (AP), §4.4.3 (FU), §4.1 (marker), §6.
 */
final class InterleavedH265Depacketizer implements Depacketizer {
    private static final int TYPE = 0x3F;
    private static final int KEPT_OF_HEADER = 0x81;
    private static final int SINGLE_MAX = 47;
    private static final int AGGREGATE = 48;
    private static final int FRAGMENT = 49;
    private static final int FRAGMENT_START = 0x80;
    private static final int FRAGMENT_END = 0x40;
    private static final int HEADER_BYTES = 2;
    private static final int ORDER_BYTES = 2;

    private final H265Depacketizer inOrder;
    private final SequenceTracker sequence;
    private final StreamCounters counters;
    private final DecodingOrderBuffer buffer;
    private final Fragments fragments = new Fragments();

    /**
     * Begins a source.
     *
     * @param inOrder takes the NAL units in decoding order
     * @param sequence of the source
     * @param claims of the sender
     * @param counters of the stream
     */
    InterleavedH265Depacketizer(
            H265Depacketizer inOrder,
            SequenceTracker sequence,
            DecodingOrder claims,
            StreamCounters counters) {
        this.inOrder = inOrder;
        this.sequence = sequence;
        this.counters = counters;
        buffer = new DecodingOrderBuffer(claims, inOrder::next);
    }

    @Override
    public void packet(ByteBuffer packet, long arrivalNanos) {
        if (!RtpPacket.isValid(packet)) {
            malformed();
        } else if (follows(packet)) {
            int from = RtpPacket.payloadStart(packet);
            int to = RtpPacket.payloadEnd(packet);
            if (to > from) {
                nalUnits(packet, from, to, arrivalNanos);
            }
            if (RtpPacket.marker(packet)) {
                buffer.mark(RtpPacket.timestamp(packet));
            }
            buffer.letGo();
        }
    }

    @Override
    public void foreign(ByteBuffer packet) {
        follows(packet);
    }

    /** False for a packet that is not to be used. What is missing before it is noted. */
    private boolean follows(ByteBuffer packet) {
        int lost = sequence.accept(RtpPacket.sequenceNumber(packet), RtpPacket.timestamp(packet));
        if (lost > 0) {
            counters.add(Counter.PACKETS_LOST, lost);
            fragments.abandon();
            buffer.lost(lost);
        }
        return lost != SequenceTracker.UNUSABLE;
    }

    private void nalUnits(ByteBuffer packet, int from, int to, long arrivalNanos) {
        int type = packet.get(from) >> 1 & TYPE;
        int content = from + HEADER_BYTES;
        boolean start = content < to && (packet.get(content) & FRAGMENT_START) != 0;
        if (type == FRAGMENT && content < to && !start) {
            fragments.goOn(packet, content, to, arrivalNanos);
            return;
        }
        fragments.leave(arrivalNanos);
        if (content + ORDER_BYTES >= to) {
            malformed();
        } else if (type <= SINGLE_MAX) {
            WaitingNalUnit unit = buffer.empty();
            unit.begin(RtpPacket.timestamp(packet));
            unit.put(packet, from, content);
            unit.put(packet, content + ORDER_BYTES, to);
            put(unit, packet.getShort(content), arrivalNanos);
        } else if (type == AGGREGATE) {
            aggregate(packet, content, to, arrivalNanos);
        } else if (type == FRAGMENT && content + 1 + ORDER_BYTES <= to) {
            fragments.begin(packet, content, to, arrivalNanos);
        } else {
            malformed();
        }
    }

    private void aggregate(ByteBuffer packet, int from, int to, long arrivalNanos) {
        int number = packet.getShort(from);
        int at = from + ORDER_BYTES;
        while (to - at > Short.BYTES) {
            int length = packet.getShort(at) & 0xFFFF;
            at += Short.BYTES;
            if (length > to - at) {
                malformed();
                return;
            }
            if (length > HEADER_BYTES && (packet.get(at) >> 1 & TYPE) <= SINGLE_MAX) {
                WaitingNalUnit unit = buffer.empty();
                unit.begin(RtpPacket.timestamp(packet));
                unit.put(packet, at, at + length);
                put(unit, number, arrivalNanos);
            }
            at += length;
            if (at < to) {
                number += 1 + (packet.get(at++) & 0xFF);
            }
        }
    }

    private void put(WaitingNalUnit unit, int number, long arrivalNanos) {
        if (!buffer.put(unit, number, arrivalNanos)) {
            counters.increment(Counter.PACKETS_LATE);
            counters.increment(Counter.PACKETS_LOST);
        }
    }

    @Override
    public long wakeNanos() {
        return buffer.wakeNanos();
    }

    @Override
    public void onTime(long now) {
        buffer.onTime(now);
    }

    @Override
    public void letGo() {
        buffer.flush();
    }

    @Override
    public void flush(long arrivalNanos) {
        fragments.leave(arrivalNanos);
        buffer.flush();
        int missing = buffer.takeMissing();
        if (missing > 0) {
            inOrder.lost(missing, true);
        }
        inOrder.flush(arrivalNanos);
    }

    private void malformed() {
        counters.increment(Counter.PACKETS_MALFORMED);
    }

    /**
     * The NAL unit whose fragments are coming. Of a sender that never sets end bits, it ends where
     * something else begins; one that does has cut it.
     */
    private final class Fragments {
        private @Nullable WaitingNalUnit open;
        private int number;
        private boolean endBits;

        void begin(ByteBuffer packet, int header, int to, long arrivalNanos) {
            int first = packet.get(header - HEADER_BYTES);
            int type = packet.get(header) & TYPE;
            if (type > SINGLE_MAX) {
                malformed();
                return;
            }
            number = packet.getShort(header + 1);
            WaitingNalUnit unit = buffer.empty();
            unit.begin(RtpPacket.timestamp(packet));
            unit.put((byte) (first & KEPT_OF_HEADER | type << 1));
            unit.put(packet.get(header - 1));
            open = unit;
            add(unit, packet, header, header + 1 + ORDER_BYTES, to, arrivalNanos);
        }

        void goOn(ByteBuffer packet, int header, int to, long arrivalNanos) {
            WaitingNalUnit unit = open;
            if (unit != null && unit.timestamp() == RtpPacket.timestamp(packet)) {
                add(unit, packet, header, header + 1, to, arrivalNanos);
            } else {
                leave(arrivalNanos);
            }
        }

        private void add(
                WaitingNalUnit unit,
                ByteBuffer packet,
                int header,
                int from,
                int to,
                long arrivalNanos) {
            if (unit.bytes() + to - from > DecodingOrderBuffer.BYTES_MAX) {
                cut();
                return;
            }
            unit.put(packet, from, to);
            if ((packet.get(header) & FRAGMENT_END) != 0) {
                endBits = true;
                open = null;
                put(unit, number, arrivalNanos);
            }
        }

        /** Something else comes. */
        void leave(long arrivalNanos) {
            WaitingNalUnit unit = open;
            if (unit == null) {
                return;
            }
            if (endBits) {
                cut();
            } else {
                open = null;
                put(unit, number, arrivalNanos);
            }
        }

        /** The rest will not come, and no number is missing. */
        private void cut() {
            abandon();
            buffer.lost(1);
        }

        /** A part of it is missing. */
        void abandon() {
            WaitingNalUnit unit = open;
            if (unit != null) {
                open = null;
                buffer.giveBack(unit);
            }
        }
    }
}
