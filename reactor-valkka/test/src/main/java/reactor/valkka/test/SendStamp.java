package reactor.valkka.test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.NalIndex;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The time at which a {@link FakeCamera} wrote a unit to its socket, inside the unit: a
 * supplemental message of user data. The clock is {@link System#nanoTime()}, which on Linux is the
 * same in all processes.
 *
 * <pre>
 *  SEI header | type 5 | size 32 | name, 16 bytes | time, 16 hex digits | 0x80
 * </pre>
 *
 * <p><b>Source:</b> ITU-T H.264 §D.1.7 (unregistered user data).
 */
public final class SendStamp {

    /** Where there is no stamp. */
    public static final long NONE = Long.MIN_VALUE;

    private static final byte[] NAME = "valkka-send-time".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_DATA = 5;
    private static final int DIGITS = 16;
    private static final int NAME_AT = 3;
    private static final int DIGITS_AT = NAME_AT + NAME.length;
    private static final int BYTES = DIGITS_AT + DIGITS + 1;

    private SendStamp() {}

    /**
     * A unit with the stamp in front.
     *
     * @param unit NAL units with length prefixes, between position and limit
     */
    public static ByteBuffer stamped(ByteBuffer unit, long nanos) {
        ByteBuffer out = ByteBuffer.allocate(NalUnits.PREFIX_BYTES + BYTES + unit.remaining());
        out.putInt(BYTES);
        out.put((byte) H264Nal.SEI).put((byte) USER_DATA).put((byte) (NAME.length + DIGITS));
        out.put(NAME);
        out.put(HexFormat.of().toHexDigits(nanos).getBytes(StandardCharsets.US_ASCII));
        out.put((byte) 0x80);
        return out.put(unit.duplicate()).flip();
    }

    /**
     * The time at which a unit was sent.
     *
     * @return nanoseconds on the clock of {@link System#nanoTime()}
     * @throws IllegalArgumentException if the unit carries no stamp
     */
    public static long sentNanos(AccessUnit unit) {
        ByteBuffer bytes = unit.bytes();
        NalIndex nals = unit.nals();
        for (int i = 0; i < nals.count(); i++) {
            int from = nals.offset(i);
            long nanos = sentNanos(bytes, from, from + nals.length(i));
            if (nanos != NONE) {
                return nanos;
            }
        }
        throw new IllegalArgumentException("no send stamp in " + unit);
    }

    /**
     * The time in a NAL unit, which is looked at by absolute positions; allocates nothing.
     *
     * @return nanoseconds on the clock of {@link System#nanoTime()}; {@link #NONE} if the NAL unit
     *     is no stamp
     */
    public static long sentNanos(ByteBuffer data, int from, int to) {
        if (to - from != BYTES || H264Nal.type(data.get(from)) != H264Nal.SEI) {
            return NONE;
        }
        for (int i = 0; i < NAME.length; i++) {
            if (data.get(from + NAME_AT + i) != NAME[i]) {
                return NONE;
            }
        }
        long nanos = 0;
        for (int i = 0; i < DIGITS; i++) {
            nanos = nanos << 4 | HexFormat.fromHexDigit(data.get(from + DIGITS_AT + i));
        }
        return nanos;
    }

    /**
     * Where the time of a stamp stands in data that is sent more than once.
     *
     * @return an absolute position for {@link #put}; -1 if there is no stamp
     */
    public static int find(ByteBuffer data, int from, int to) {
        for (int at = from; at + NAME.length + DIGITS <= to; at++) {
            int same = 0;
            while (same < NAME.length && data.get(at + same) == NAME[same]) {
                same++;
            }
            if (same == NAME.length) {
                return at + NAME.length;
            }
        }
        return -1;
    }

    /** Writes another time over that of a stamp; allocates nothing. */
    public static void put(ByteBuffer data, int at, long nanos) {
        for (int i = 0; i < DIGITS; i++) {
            int digit = (int) (nanos >>> 4 * (DIGITS - 1 - i)) & 0xF;
            data.put(at + i, (byte) Character.forDigit(digit, 16));
        }
    }
}
