package reactor.valkka.ffmpeg;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.AvcConfiguration;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * What FFmpeg wants to know before the first unit. Both records also tell it that lengths of 4
 * bytes stand before the NAL units.
 *
 * <p><b>Source:</b> ISO/IEC 14496-15 §5.3.3.1.2 ({@code avcC}) and §8.3.3.1.2 ({@code hvcC}).
 */
final class Extradata {
    private static final int HVCC_FIXED_BYTES = 23;
    private static final int HVCC_PREFIX_AT = 21;
    private static final int HVCC_ARRAYS_AT = 22;

    private Extradata() {}

    static byte[] of(Track track) {
        if (track.parameterSets().isEmpty()) {
            return new byte[0];
        }
        if (track.codec() == Codec.H264) {
            return AvcConfiguration.of(track.parameterSets()).toBytes().toArray();
        }
        return track.codec() == Codec.H265 ? hvcC(track.parameterSets()) : new byte[0];
    }

    /** The record with the parts filled in that FFmpeg reads: one array for each set. */
    private static byte[] hvcC(List<Bytes> sets) {
        int bytes = HVCC_FIXED_BYTES;
        for (Bytes set : sets) {
            bytes += 5 + set.size();
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        out.put(0, (byte) 1);
        out.put(HVCC_PREFIX_AT, (byte) 3);
        out.put(HVCC_ARRAYS_AT, (byte) sets.size());
        out.position(HVCC_FIXED_BYTES);
        for (Bytes set : sets) {
            out.put((byte) (set.at(0) >> 1 & 0x3F));
            out.putShort((short) 1);
            out.putShort((short) set.size());
            out.put(set.asByteBuffer());
        }
        return out.array();
    }
}
