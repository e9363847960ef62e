package reactor.valkka.source.file;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;

/**
 * Tells whether a decoder can go on with a unit as if nothing had come before: an IDR picture, of
 * which no picture that follows looks back beyond it.
 */
final class CleanStart implements NalUnits.Visitor {
    private static final int H264_IDR = 5;
    private static final int H265_IDR_FIRST = 19;
    private static final int H265_IDR_LAST = 20;

    private final boolean h264;
    private boolean found;

    private CleanStart(boolean h264) {
        this.h264 = h264;
    }

    static boolean isAt(Codec codec, ByteBuffer data, int prefixBytes) {
        if (codec != Codec.H264 && codec != Codec.H265) {
            return true;
        }
        CleanStart start = new CleanStart(codec == Codec.H264);
        if (prefixBytes == 0) {
            NalUnits.forEachAnnexB(data, 0, data.limit(), start);
        } else {
            NalUnits.forEachPrefixed(data, 0, data.limit(), prefixBytes, start);
        }
        return start.found;
    }

    @Override
    public void nalUnit(ByteBuffer data, int from, int to) {
        int header = data.get(from);
        int type = h264 ? header & 0x1F : header >> 1 & 0x3F;
        found |= h264 ? type == H264_IDR : type >= H265_IDR_FIRST && type <= H265_IDR_LAST;
    }
}
