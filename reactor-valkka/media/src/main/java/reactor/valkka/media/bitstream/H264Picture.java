package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * What the NAL units of one H.264 access unit say about it: key frame, disposable, where its first
 * slice begins. Reusable; one for each track.
 *
 * <p>A key frame is an IDR picture, or an intra picture whose recovery point message says that the
 * output is right from here on (§D.2.8, {@code recovery_frame_cnt} 0).
 */
final class H264Picture {
    private final SliceHeader slice = new SliceHeader();
    private final RecoveryPoint recovery = new RecoveryPoint();
    private boolean hasSlice;
    private boolean idr;
    private boolean reference;
    private boolean intra;
    private boolean recoveryPoint;
    private int firstMacroblock;

    H264Picture() {
        reset();
    }

    void reset() {
        hasSlice = false;
        idr = false;
        reference = false;
        intra = true;
        recoveryPoint = false;
        firstMacroblock = -1;
    }

    /** Takes note of supplemental enhancement information. */
    void enhancement(ByteBuffer data, int from, int to) {
        recoveryPoint |= recovery.framesUntilRecovered(data, from, to) == 0;
    }

    /** Takes note of a slice. */
    void slice(ByteBuffer data, int from, int to) {
        int header = data.get(from);
        slice.read(data, from, to);
        if (!hasSlice) {
            firstMacroblock = slice.firstMacroblock();
            hasSlice = true;
        }
        idr |= H264Nal.type(header) == H264Nal.IDR_SLICE;
        reference |= H264Nal.refIdc(header) != 0;
        intra &= slice.isIntra();
    }

    /** True if a slice with this header would make, or go on with, a key frame. */
    boolean mayBeKeyFrame(int header) {
        return idr || H264Nal.type(header) == H264Nal.IDR_SLICE || recoveryPoint && intra;
    }

    boolean hasSlice() {
        return hasSlice;
    }

    boolean isKeyFrame() {
        return idr || hasSlice && recoveryPoint && intra;
    }

    boolean isDisposable() {
        return hasSlice && !reference;
    }

    /** {@code first_mb_in_slice} of the first slice, −1 before it or where it cannot be read. */
    int firstMacroblock() {
        return firstMacroblock;
    }

    /** True if a slice begins another picture than the one whose slices came so far. */
    boolean isFollowedBy(ByteBuffer data, int from, int to) {
        return hasSlice && slice.read(data, from, to).firstMacroblock() == 0;
    }
}
