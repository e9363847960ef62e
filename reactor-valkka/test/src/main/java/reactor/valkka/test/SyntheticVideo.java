package reactor.valkka.test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/**
 * H.264 with the right headers and a payload that no decoder would like.
 *
 * <pre>
 *  length, 4 bytes | NAL header | slice header | number, 4 x 7 bits | filler by number
 * </pre>
 *
 * <p>The slice header is first_mb_in_slice 0, slice_type 7 (I) or 5 (P) and PPS 0 in Exp-Golomb
 * codes. No byte behind the length is zero, so nothing looks like a start code.
 */
final class SyntheticVideo {

    /** Constrained Baseline, 320×180. */
    static final List<Bytes> SETS =
            List.of(hex("6742c00cd901419f9f011000000300100000030320f142a480"), hex("68cb83cb20"));

    /** Constrained Baseline, 640×352. */
    static final List<Bytes> OTHER_SETS = List.of(hex("6742c01eda0280b640"), hex("68cb83cb20"));

    static final int UNIT_BYTES_MIN = 12;

    private static final int NUMBER_AT = NalUnits.PREFIX_BYTES + 2;
    private static final int HIGH = 0x80;
    private static final int LOW = 0x7F;

    private SyntheticVideo() {}

    private static Bytes hex(String digits) {
        return Bytes.copyOf(HexFormat.of().parseHex(digits));
    }

    /** A unit of so many bytes behind its length. */
    static Bytes unit(int number, boolean key, int nalBytes) {
        int length = Math.max(UNIT_BYTES_MIN - NalUnits.PREFIX_BYTES, nalBytes);
        ByteBuffer out = ByteBuffer.allocate(NalUnits.PREFIX_BYTES + length);
        out.putInt(length);
        out.put((byte) (key ? 0x65 : 0x41));
        out.put((byte) (key ? 0b1_0001000 : 0b1_00110_1_0));
        for (int shift = 21; shift >= 0; shift -= 7) {
            out.put((byte) (HIGH | number >> shift & LOW));
        }
        int filler = number * 0x9E3779B1;
        while (out.hasRemaining()) {
            filler = filler * 1_103_515_245 + 12_345;
            out.put((byte) (HIGH | filler >> 16 & LOW));
        }
        return Bytes.copyOf(out.flip());
    }

    /** The number in a unit. */
    static int numberIn(ByteBuffer unit) {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 7 | unit.get(unit.position() + NUMBER_AT + i) & LOW;
        }
        return number;
    }
}
