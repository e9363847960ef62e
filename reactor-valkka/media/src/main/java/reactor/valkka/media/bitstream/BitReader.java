package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * Reads bits of plain bytes, the highest first. Reusable.
 *
 * <p><b>Errors:</b> none are thrown; reading past the end gives zeros and sets {@link
 * #isExhausted()}, which the caller asks once at its own end.
 */
public final class BitReader {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer data = NOTHING;
    private long next;
    private long end;
    private boolean exhausted;

    /** Starts to read at byte {@code from}; the given number of bits may be read. */
    public BitReader reset(ByteBuffer newData, int from, long bits) {
        data = newData;
        next = (long) from * Byte.SIZE;
        end = Math.min(next + bits, (long) newData.limit() * Byte.SIZE);
        exhausted = false;
        return this;
    }

    /** Bits that are left. */
    public long left() {
        return end - next;
    }

    /** True if more was asked for than there is. */
    public boolean isExhausted() {
        return exhausted;
    }

    /** One bit. */
    public boolean flag() {
        return bits(1) == 1;
    }

    /** Unsigned integer of up to 31 bits, or 32 as they are. */
    public int bits(int count) {
        if (count > left()) {
            exhausted = true;
            next = end;
            return 0;
        }
        int value = 0;
        for (int missing = count; missing > 0; ) {
            int inByte = Byte.SIZE - (int) (next % Byte.SIZE);
            int taken = Math.min(missing, inByte);
            int current = data.get((int) (next / Byte.SIZE)) & 0xFF;
            value = value << taken | current >>> inByte - taken & (1 << taken) - 1;
            next += taken;
            missing -= taken;
        }
        return value;
    }
}
