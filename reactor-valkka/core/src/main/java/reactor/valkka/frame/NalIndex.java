package reactor.valkka.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where the NAL units of a length-prefixed access unit begin and end. Malformed lengths end the
 * index where they stand: what is listed lies within the data.
 */
public final class NalIndex {
    private static final int PREFIX_BYTES = 4;
    private static final int USUAL_COUNT = 4;

    private int count;
    private int[] offsets = new int[USUAL_COUNT];
    private int[] lengths = new int[USUAL_COUNT];
    private byte[] headers = new byte[USUAL_COUNT];

    private NalIndex() {}

    /** Reads the lengths in a unit's data; the buffer's position stays as it is. */
    public static NalIndex of(ByteBuffer unit) {
        NalIndex index = new NalIndex();
        int at = unit.position();
        while (unit.limit() - at > PREFIX_BYTES) {
            int length = unit.getInt(at);
            at += PREFIX_BYTES;
            if (length <= 0 || length > unit.limit() - at) {
                break;
            }
            index.add(at - unit.position(), length, unit.get(at));
            at += length;
        }
        return index;
    }

    private void add(int offset, int length, byte header) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
            headers = Arrays.copyOf(headers, 2 * count);
        }
        offsets[count] = offset;
        lengths[count] = length;
        headers[count++] = header;
    }

    /** Number of NAL units. */
    public int count() {
        return count;
    }

    /** Offset of a NAL unit's first byte (its header) from the start of the data. */
    public int offset(int index) {
        return offsets[index];
    }

    /** Bytes of a NAL unit, without the length before it. */
    public int length(int index) {
        return lengths[index];
    }

    /** First byte of a NAL unit, in which its type stands. */
    public byte header(int index) {
        return headers[index];
    }

    /** H.264 {@code nal_unit_type}, §7.3.1. */
    public int h264Type(int index) {
        return headers[index] & 0x1F;
    }
}
