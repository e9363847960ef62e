package reactor.valkka.media.rtp;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.H265Nal;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Puts H.265 access units into RTP packets whose NAL units are sent in another order than that of
 * decoding, so that a burst of loss hits several pictures a little: so many NAL units at a time, in
 * an order that chance decides. Each has a decoding order number. The last packet of an access unit
 * carries the marker bit.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> what is held back is copied; packets given to the
 * consumer are valid during the call only; position and limit of the unit stay as they are.
 *
 * <p><b>Source:</b> RFC 7798 §4.4.1, §4.4.2, §4.4.3 with DONL and DOND, §7.1.
 */
public final class InterleavedH265Packetizer {
    private static final int AGGREGATE = 48;
    private static final int FRAGMENT = 49;
    private static final int FRAGMENT_START = 0x80;
    private static final int FRAGMENT_END = 0x40;
    private static final int KEPT_OF_HEADER = 0x81;
    private static final int TEMPORAL_ID = 7;
    private static final int ORDER_BYTES = 2;
    private static final int STEP_MAX = 256;
    private static final int NUMBERS = 0xFFFF;

    /**
     * A NAL unit that waits to be sent.
     *
     * @param number its decoding order number, without a bound
     * @param last no other one of its access unit follows in decoding order
     */
    private record Held(ByteBuffer data, int timestamp, int number, boolean last) {

        int length() {
            return data.limit();
        }
    }

    private final OutgoingPacket packet;
    private final int payloadBytesMax;
    private final int depth;
    private final boolean aggregates;
    private final RandomGenerator random;
    private final List<Held> held = new ArrayList<>();
    private int number;
    private Consumer<? super ByteBuffer> target = ignored -> {};

    /**
     * Begins a stream.
     *
     * @param payloadType 96 to 127, as the session description says
     * @param ssrc synchronization source
     * @param firstSequenceNumber 0 to 65535, random in real life; the first decoding order number,
     *     too
     * @param payloadBytesMax bytes behind the RTP header at most: for Ethernet and UDP 1460
     * @param aggregates put small NAL units together
     * @param depth NAL units that are sent in another order together, 2 to 256
     * @param random decides on the order
     */
    public InterleavedH265Packetizer(
            int payloadType,
            int ssrc,
            int firstSequenceNumber,
            int payloadBytesMax,
            boolean aggregates,
            int depth,
            RandomGenerator random) {
        if (depth < 2 || depth > STEP_MAX) {
            throw new IllegalArgumentException("depth must be 2 to 256, got " + depth);
        }
        packet = new OutgoingPacket(payloadType, ssrc, firstSequenceNumber, payloadBytesMax);
        this.payloadBytesMax = payloadBytesMax;
        this.aggregates = aggregates;
        this.depth = depth;
        this.random = random;
        number = firstSequenceNumber;
    }

    /** What the session description has to say, as parameters of the format. */
    public String parameters() {
        return "sprop-max-don-diff=" + (depth - 1) + "; sprop-depack-buf-nalus=" + (depth - 1);
    }

    /**
     * Puts one access unit into packets; some wait for the next one.
     *
     * @param unit NAL units behind lengths of 4 bytes, between position and limit
     * @param parameterSets put before the unit, as key frames want; may be empty
     * @param rtpTimestamp of the unit
     * @param packets takes each packet, from position 0 to its limit
     */
    public void packetize(
            ByteBuffer unit,
            List<Bytes> parameterSets,
            int rtpTimestamp,
            Consumer<? super ByteBuffer> packets) {
        target = packets;
        for (Bytes set : parameterSets) {
            hold(set.asByteBuffer(), 0, set.size(), rtpTimestamp, false);
        }
        NalUnits.forEachPrefixed(
                unit,
                unit.position(),
                unit.limit(),
                NalUnits.PREFIX_BYTES,
                (data, from, to) -> hold(data, from, to, rtpTimestamp, to == unit.limit()));
    }

    /** Sends what waits. */
    public void flush(Consumer<? super ByteBuffer> packets) {
        target = packets;
        send();
    }

    private void hold(ByteBuffer data, int from, int to, int timestamp, boolean last) {
        ByteBuffer copy = ByteBuffer.allocate(to - from).put(0, data, from, to - from);
        held.add(new Held(copy, timestamp, number++, last));
        if (held.size() == depth) {
            send();
        }
    }

    private void send() {
        Set<Integer> complete = new HashSet<>();
        held.stream().filter(Held::last).forEach(unit -> complete.add(unit.timestamp()));
        for (int i = held.size() - 1; i > 0; i--) {
            Collections.swap(held, i, random.nextInt(i + 1));
        }
        int at = 0;
        while (at < held.size()) {
            int end = aggregates ? endOfAggregate(at) : at + 1;
            int timestamp = held.get(at).timestamp();
            boolean marker = complete.contains(timestamp)
                    && held.subList(end, held.size()).stream()
                            .noneMatch(unit -> unit.timestamp() == timestamp);
            send(at, end, marker);
            at = end;
        }
        held.clear();
    }

    /** Units that go together are of one access unit and in decoding order. */
    private int endOfAggregate(int from) {
        int length = H265Nal.HEADER_BYTES
                + ORDER_BYTES
                + Short.BYTES
                + held.get(from).length();
        int at = from + 1;
        for (; at < held.size(); at++) {
            Held unit = held.get(at);
            int step = unit.number() - held.get(at - 1).number();
            length += 1 + Short.BYTES + unit.length();
            boolean joins = unit.timestamp() == held.get(from).timestamp()
                    && step > 0
                    && step <= STEP_MAX
                    && length <= payloadBytesMax;
            if (!joins) {
                return at;
            }
        }
        return at;
    }

    private void send(int from, int end, boolean marker) {
        Held first = held.get(from);
        if (end - from > 1) {
            aggregate(held.subList(from, end), marker);
        } else if (first.length() + ORDER_BYTES <= payloadBytesMax) {
            packet.begin(marker, first.timestamp());
            packet.put(first.data(), 0, H265Nal.HEADER_BYTES);
            packet.out().putShort((short) (first.number() & NUMBERS));
            packet.put(first.data(), H265Nal.HEADER_BYTES, first.length());
            packet.send(target);
        } else {
            fragment(first, marker);
        }
    }

    private void aggregate(List<Held> units, boolean marker) {
        Held first = units.get(0);
        int temporalId = TEMPORAL_ID;
        for (Held unit : units) {
            temporalId = Math.min(temporalId, unit.data().get(1) & TEMPORAL_ID);
        }
        packet.begin(marker, first.timestamp());
        packet.out().put((byte) (AGGREGATE << 1)).put((byte) temporalId);
        packet.out().putShort((short) (first.number() & NUMBERS));
        int before = first.number();
        for (Held unit : units) {
            if (unit != first) {
                packet.out().put((byte) (unit.number() - before - 1));
                before = unit.number();
            }
            packet.out().putShort((short) unit.length());
            packet.put(unit.data(), 0, unit.length());
        }
        packet.send(target);
    }

    private void fragment(Held unit, boolean marker) {
        ByteBuffer data = unit.data();
        int header = data.get(0);
        int start = FRAGMENT_START;
        for (int at = H265Nal.HEADER_BYTES; at < unit.length(); ) {
            int order = start == 0 ? 0 : ORDER_BYTES;
            int room = payloadBytesMax - H265Nal.HEADER_BYTES - 1 - order;
            int end = Math.min(at + room, unit.length());
            boolean ends = end == unit.length();
            packet.begin(marker && ends, unit.timestamp());
            packet.out().put((byte) (header & KEPT_OF_HEADER | FRAGMENT << 1)).put(data.get(1));
            packet.out().put((byte) (start | (ends ? FRAGMENT_END : 0) | H265Nal.type(header)));
            if (start != 0) {
                packet.out().putShort((short) (unit.number() & NUMBERS));
            }
            packet.put(data, at, end);
            packet.send(target);
            start = 0;
            at = end;
        }
    }
}
