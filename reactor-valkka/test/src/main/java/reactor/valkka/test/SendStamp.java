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

    private static final byte[] NAME = "valkka-send-time".getBytes(StandardCharsets.US_ASCII);
    private static final int USER_DATA = 5;
    private static final int DIGITS = 16;
    private static final int DIGITS_AT = 3 + NAME.length;
    private static final int BYTES = DIGITS_AT + DIGITS + 1;

    private SendStamp() {}

    /** A unit with the stamp in front. */
    static ByteBuffer stamped(ByteBuffer unit, long nanos) {
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
            if (nals.h264Type(i) == H264Nal.SEI && nals.length(i) == BYTES) {
                byte[] digits = new byte[DIGITS];
                bytes.get(nals.offset(i) + DIGITS_AT, digits);
                return HexFormat.fromHexDigitsToLong(new String(digits, StandardCharsets.US_ASCII));
            }
        }
        throw new IllegalArgumentException("no send stamp in " + unit);
    }
}
