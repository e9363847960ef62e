package reactor.valkka.doctor;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which parameter sets come in band: whole ones, alone or in an aggregation packet; none is so
 * large that it would have to be cut.
 *
 * <p><b>Source:</b> RFC 6184 §5.4, §5.7.1; RFC 7798 §4.4.1, §4.4.2.
 */
final class ParameterSetNotes {

    private static final int SETS_MAX = 64;
    private static final int SET_BYTES_MAX = 1_024;

    private final Codec codec;
    private final Set<Bytes> sets = new LinkedHashSet<>();

    ParameterSetNotes(Codec codec) {
        this.codec = codec;
    }

    synchronized void payload(ByteBuffer packet, int from, int to) {
        if (from >= to || codec != Codec.H264 && codec != Codec.H265) {
            return;
        }
        int type = type(packet.get(from));
        int headerBytes = codec == Codec.H264 ? 1 : 2;
        if (type == (codec == Codec.H264 ? 24 : 48)) {
            aggregated(packet, from + headerBytes, to);
        } else {
            unit(packet, from, to);
        }
    }

    private void aggregated(ByteBuffer packet, int from, int to) {
        int at = from;
        while (at + Short.BYTES < to) {
            int length = packet.getShort(at) & 0xFFFF;
            int end = Math.min(to, at + Short.BYTES + length);
            unit(packet, at + Short.BYTES, end);
            at = Math.max(end, at + Short.BYTES + 1);
        }
    }

    private void unit(ByteBuffer packet, int from, int to) {
        boolean small = from < to && to - from <= SET_BYTES_MAX && sets.size() < SETS_MAX;
        if (small && isSet(type(packet.get(from)))) {
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
}
