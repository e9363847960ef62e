package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * Reads the bits of a NAL unit's payload, without its emulation prevention bytes. Reusable.
 *
 * <p><b>Errors:</b> none are thrown; reading past the end or an impossible code gives zeros and
 * sets {@link #isExhausted()}, which the caller asks once at its own end.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.3.1 ({@code emulation_prevention_three_byte}), §9.1
 * (Exp-Golomb codes).
 */
final class RbspReader {
    private static final int EMULATION_PREVENTION = 3;
    private static final int CODE_ZEROS_MAX = 32;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer data = NOTHING;
    private int next;
    private int end;
    private int zeros;
    private int current;
    private int bitsLeft;
    private int bytesLoaded;
    private boolean exhausted;

    /** Starts to read bytes {@code from} to {@code to}, exclusive. */
    RbspReader reset(ByteBuffer newData, int from, int to) {
        data = newData;
        next = from;
        end = to;
        zeros = 0;
        current = 0;
        bitsLeft = 0;
        bytesLoaded = 0;
        exhausted = false;
        return this;
    }

    /** True if more was asked for than there is. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Index of the byte that would be loaded next. */
    int position() {
        return next;
    }

    /** Bits read so far, without those of emulation prevention. */
    int bitPosition() {
        return bytesLoaded * Byte.SIZE - bitsLeft;
    }

    /** Bits that would be read next, up to 31; nothing is read. Zeros follow the end. */
    int peek(int count) {
        int savedNext = next;
        int savedZeros = zeros;
        int savedCurrent = current;
        int savedLeft = bitsLeft;
        int savedLoaded = bytesLoaded;
        boolean savedExhausted = exhausted;
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 1 | bit();
        }
        next = savedNext;
        zeros = savedZeros;
        current = savedCurrent;
        bitsLeft = savedLeft;
        bytesLoaded = savedLoaded;
        exhausted = savedExhausted;
        return value;
    }

    int bit() {
        if (bitsLeft == 0 && !load()) {
            return 0;
        }
        return current >>> --bitsLeft & 1;
    }

    boolean flag() {
        return bit() == 1;
    }

    /** Unsigned integer of up to 31 bits, or 32 as they are. */
    int bits(int count) {
        int value = 0;
        for (int missing = count; missing > 0; ) {
            if (bitsLeft == 0 && !load()) {
                return 0;
            }
            int taken = Math.min(missing, bitsLeft);
            bitsLeft -= taken;
            value = value << taken | current >>> bitsLeft & (1 << taken) - 1;
            missing -= taken;
        }
        return value;
    }

    void skip(int count) {
        for (int left = count; left > 0 && !exhausted; left -= Math.min(left, Byte.SIZE)) {
            bits(Math.min(left, Byte.SIZE));
        }
    }

    /** {@code ue(v)}; values above 2³¹ − 2 do not occur in what is read here and exhaust. */
    int ue() {
        int leadingZeros = 0;
        while (bit() == 0 && !exhausted) {
            if (++leadingZeros >= CODE_ZEROS_MAX - 1) {
                exhausted = true;
            }
        }
        return exhausted || leadingZeros == 0 ? 0 : (1 << leadingZeros) - 1 + bits(leadingZeros);
    }

    /** {@code se(v)}. */
    int se() {
        int code = ue();
        return (code & 1) == 0 ? -(code >>> 1) : (code >>> 1) + 1;
    }

    /** True if nothing but the stop bit and its zeros is left of the byte (§7.3.2.11). */
    boolean isAtStopBit() {
        if (exhausted || bitsLeft == 0 && !load()) {
            return false;
        }
        return (current & (1 << bitsLeft) - 1) == 1 << bitsLeft - 1;
    }

    private boolean load() {
        if (next < end && zeros >= 2 && data.get(next) == EMULATION_PREVENTION) {
            zeros = 0;
            next++;
        }
        if (next >= end) {
            exhausted = true;
            return false;
        }
        current = data.get(next++) & 0xFF;
        zeros = current == 0 ? zeros + 1 : 0;
        bitsLeft = Byte.SIZE;
        bytesLoaded++;
        return true;
    }
}
