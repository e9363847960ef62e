package reactor.valkka.doctor;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.bitstream.ParameterSetTracker;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parameter sets come in band: whole ones, alone, in an aggregation packet or in a run with
 * start codes; none is so large that it would have to be cut.
 *
 * <p><b>Source:</b> RFC 6184 §5.4, §5.7.1; RFC 7798 §4.4.1, §4.4.2.
 */
final class ParameterSetNotes {

    private static final int SETS_MAX = 64;
    private static final int SET_BYTES_MAX = 1_024;
    private static final int ORDER_BYTES = 2;
    private static final int ORDER_STEP_BYTES = 1;
    private static final int ANY_CLOCK_HZ = 90_000;

    private final Codec codec;
    private final boolean ordered;
    private final int headerBytes;
    private final Set<Bytes> sets = new LinkedHashSet<>();

    /**
     * Begins with none.
     *
     * @param codec of the track
     * @param ordered decoding order numbers are in the packets
     */
    ParameterSetNotes(Codec codec, boolean ordered) {
        this.codec = codec;
        this.ordered = ordered;
        headerBytes = codec == Codec.H264 ? 1 : 2;
    }

    synchronized void payload(ByteBuffer packet, int from, int to) {
        if (from >= to || codec != Codec.H264 && codec != Codec.H265) {
            return;
        }
        int type = type(packet.get(from));
        if (type == (codec == Codec.H264 ? 24 : 48)) {
            aggregated(packet, from + headerBytes + (ordered ? ORDER_BYTES : 0), to);
        } else if (ordered && isSet(type)) {
            unordered(packet, from, to);
        } else {
            units(packet, from, to);
        }
    }

    private void aggregated(ByteBuffer packet, int from, int to) {
        int at = from;
        while (at + Short.BYTES < to) {
            int length = packet.getShort(at) & 0xFFFF;
            int end = Math.min(to, at + Short.BYTES + length);
            units(packet, at + Short.BYTES, end);
            at = Math.max(end, at + Short.BYTES + 1) + (ordered ? ORDER_STEP_BYTES : 0);
        }
    }

    /** Takes the decoding order number out that stands behind the header. */
    private void unordered(ByteBuffer packet, int from, int to) {
        int content = from + headerBytes + ORDER_BYTES;
        if (content < to && to - from <= SET_BYTES_MAX) {
            ByteBuffer unit = ByteBuffer.allocate(to - from - ORDER_BYTES)
                    .put(packet.slice(from, headerBytes))
                    .put(packet.slice(content, to - content));
            units(unit, 0, unit.capacity());
        }
    }

    /** A set, or a run that begins with one or with a start code. */
    private void units(ByteBuffer packet, int from, int to) {
        boolean small = from < to && to - from <= SET_BYTES_MAX;
        if (small && (packet.get(from) == 0 || isSet(type(packet.get(from))))) {
            NalUnits.forEachAnnexB(packet, from, to, this::unit);
        }
    }

    private void unit(ByteBuffer packet, int from, int to) {
        if (sets.size() < SETS_MAX && isSet(type(packet.get(from)))) {
            sets.add(Bytes.copyOf(packet.slice(from, to - from)));
        }
    }

    private int type(byte header) {
        return codec == Codec.H264 ? header & 0x1F : header >> 1 & 0x3F;
    }

    private boolean isSet(int type) {
        return codec == Codec.H264 ? type == 7 || type == 8 : type >= 32 && type <= 34;
    }

    /** Each set that came, once. */
    synchronized List<Bytes> sets() {
        return List.copyOf(sets);
    }

    /** Whether this set came, with whatever a camera put around it. */
    synchronized boolean has(Bytes described) {
        return sets.contains(described) || sets.stream().anyMatch(set -> isSame(described, set));
    }

    /** The stream's own judgement: whoever knows the one learns nothing from the other. */
    private boolean isSame(Bytes described, Bytes came) {
        ParameterSetTracker tracker = new ParameterSetTracker(codec, 0, ANY_CLOCK_HZ);
        tracker.describe(List.of(described));
        return tracker.offer(came.asByteBuffer(), 0, came.size())
                == ParameterSetTracker.Outcome.UNCHANGED;
    }
}
