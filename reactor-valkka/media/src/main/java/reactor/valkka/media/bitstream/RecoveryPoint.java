package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * Finds the recovery point among supplemental enhancement information.
 *
 * <p><b>Errors:</b> none; what cannot be read is no recovery point.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.3.2.3, §D.1.8, §D.2.8.
 */
final class RecoveryPoint {
    /** No message about a recovery point. */
    static final int NONE = -1;

    private static final int PAYLOAD_TYPE = 6;
    private static final int CONTINUED = 0xFF;
    private static final int RBSP_STOP = 0x80;

    private final RbspReader bits = new RbspReader();

    /**
     * Reads the SEI NAL unit whose header stands at {@code from}.
     *
     * @return pictures until the output is right, 0 if decoding can start here, or {@link #NONE}
     */
    int framesUntilRecovered(ByteBuffer data, int from, int to) {
        bits.reset(data, from + 1, to);
        while (bits.position() < to && data.get(bits.position()) != (byte) RBSP_STOP) {
            int type = readExtended();
            int size = readExtended();
            if (type == PAYLOAD_TYPE) {
                int frames = bits.ue();
                return bits.isExhausted() ? NONE : frames;
            }
            bits.skip(Byte.SIZE * Math.min(size, to - from));
            if (bits.isExhausted()) {
                return NONE;
            }
        }
        return NONE;
    }

    private int readExtended() {
        int value = 0;
        int next;
        do {
            next = bits.bits(8);
            value += next;
        } while (next == CONTINUED && !bits.isExhausted());
        return value;
    }
}
