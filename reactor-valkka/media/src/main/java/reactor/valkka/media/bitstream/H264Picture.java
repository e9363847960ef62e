package reactor.valkka.media.bitstream;

import java.nio.ByteBuffer;

/**
 * What the NAL units of one H.264 access unit say about it: key frame, disposable, where its first
 * slice begins. Reusable; one for each track.
 *
 * <p>A key frame is an IDR picture, or an intra picture whose recovery point message says that the
 * output is right from here on (§D.2.8, {@code recovery_frame_cnt} 0). Of two fields, the second
 * one may refer to the first.
 */
final class H264Picture extends CodedPicture {
    private final SliceHeader slice = new SliceHeader();
    private final RecoveryPoint recovery = new RecoveryPoint();
    private boolean hasSlice;
    private boolean inSecondField;
    private boolean idr;
    private boolean reference;
    private boolean intra;
    private boolean recoveryPoint;
    private int firstMacroblock;
    private int pictureSetId;

    H264Picture() {
        reset();
    }

    @Override
    void reset() {
        hasSlice = false;
        inSecondField = false;
        idr = false;
        reference = false;
        intra = true;
        recoveryPoint = false;
        firstMacroblock = -1;
        pictureSetId = -1;
    }

    @Override
    NalKind kind(int header) {
        return H264Nal.kind(H264Nal.type(header));
    }

    @Override
    boolean beginsAccessUnit(int header) {
        return H264Nal.beginsAccessUnit(H264Nal.type(header));
    }

    @Override
    void enhancement(ByteBuffer data, int from, int to) {
        recoveryPoint |= recovery.framesUntilRecovered(data, from, to) == 0;
    }

    @Override
    void slice(ByteBuffer data, int from, int to) {
        int header = data.get(from);
        slice.read(data, from, to);
        inSecondField |= hasSlice && slice.firstMacroblock() == 0;
        if (!hasSlice) {
            firstMacroblock = slice.firstMacroblock();
            pictureSetId = slice.pictureSetId();
            hasSlice = true;
        }
        idr |= H264Nal.type(header) == H264Nal.IDR_SLICE;
        reference |= H264Nal.refIdc(header) != 0;
        intra &= inSecondField || slice.isIntra();
    }

    @Override
    boolean mayBeKeyFrame(int header) {
        return idr || H264Nal.type(header) == H264Nal.IDR_SLICE || recoveryPoint && intra;
    }

    @Override
    boolean hasSlice() {
        return hasSlice;
    }

    @Override
    boolean isKeyFrame() {
        return idr || hasSlice && recoveryPoint && intra;
    }

    @Override
    boolean isDisposable(int temporalIdMax) {
        return hasSlice && !reference;
    }

    @Override
    boolean isLeading() {
        return false;
    }

    @Override
    boolean opensGroup() {
        return isKeyFrame() && !idr;
    }

    @Override
    boolean lacksBeginning() {
        return firstMacroblock > 0;
    }

    @Override
    int pictureSetId() {
        return pictureSetId;
    }

    @Override
    boolean isFollowedBy(ByteBuffer data, int from, int to) {
        return hasSlice && slice.read(data, from, to).firstMacroblock() == 0;
    }
}
