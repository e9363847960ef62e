package reactor.valkka.media.bitstream;

import java.io.ByteArrayOutputStream;

/** Writes the bits of a NAL unit, emulation prevention included: the other side of the reader. */
final class BitWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int current;
    private int used;
    private int zeros;

    BitWriter header(int nalHeader) {
        out.write(nalHeader);
        return this;
    }

    BitWriter bits(int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            current = current << 1 | value >>> i & 1;
            if (++used == Byte.SIZE) {
                emit(current);
                current = 0;
                used = 0;
            }
        }
        return this;
    }

    BitWriter flag(boolean value) {
        return bits(value ? 1 : 0, 1);
    }

    BitWriter ue(int value) {
        int length = Integer.SIZE - Integer.numberOfLeadingZeros(value + 1);
        return bits(0, length - 1).bits(value + 1, length);
    }

    BitWriter se(int value) {
        return ue(value > 0 ? 2 * value - 1 : -2 * value);
    }

    byte[] toBytes() {
        bits(1, 1);
        while (used != 0) {
            bits(0, 1);
        }
        return out.toByteArray();
    }

    private void emit(int value) {
        if (zeros >= 2 && value <= 3) {
            out.write(3);
            zeros = 0;
        }
        out.write(value);
        zeros = value == 0 ? zeros + 1 : 0;
    }
}
