package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * The first values of an H.264 slice header: what tells pictures apart. Reusable.
 *
 * <p><b>Errors:</b> none; of a slice that is cut too short, {@link #firstMacroblock()} is −1.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.3.3, table 7-6.
 */
final class SliceHeader {
    private static final int TYPES = 5;
    private static final int I_TYPE = 2;
    private static final int SWITCHING_I_TYPE = 4;
    private static final int B_TYPE = 1;

    private final RbspReader bits = new RbspReader();
    private int firstMacroblock = -1;
    private int type = -1;
    private int pictureSetId = -1;

    /** Reads the slice whose NAL unit header stands at {@code from}. */
    SliceHeader read(ByteBuffer data, int from, int to) {
        bits.reset(data, from + 1, to);
        int first = bits.ue();
        int sliceType = bits.ue();
        boolean readable = !bits.isExhausted() && sliceType < 2 * TYPES;
        firstMacroblock = readable ? first : -1;
        type = readable ? sliceType % TYPES : -1;
        int set = bits.ue();
        pictureSetId = readable && !bits.isExhausted() ? set : -1;
        return this;
    }

    /** {@code first_mb_in_slice}: 0 where a picture begins. */
    int firstMacroblock() {
        return firstMacroblock;
    }

    /** {@code pic_parameter_set_id}, −1 where it cannot be read. */
    int pictureSetId() {
        return pictureSetId;
    }

    /** True if the slice refers to no other picture. */
    boolean isIntra() {
        return type == I_TYPE || type == SWITCHING_I_TYPE;
    }

    /** True if the slice may refer to a picture that is shown later. */
    boolean isBidirectional() {
        return type == B_TYPE;
    }
}
