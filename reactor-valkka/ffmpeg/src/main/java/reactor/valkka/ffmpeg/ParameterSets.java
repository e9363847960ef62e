package reactor.valkka.ffmpeg;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.AvcConfiguration;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.media.bitstream.NalUnits;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container says about a track before its first packet, in any of the shapes that it comes
 * in: {@code avcC}, {@code hvcC}, start codes, or an AudioSpecificConfig. What cannot be read is
 * left out: the sets come in the stream again, or the stream cannot be decoded.
 *
 * @param sets without start codes or lengths
 * @param prefixBytes of the lengths in the packets, 0 for start codes
 */
record ParameterSets(List<Bytes> sets, int prefixBytes) {
    private static final int HVCC_PREFIX_AT = 21;
    private static final int HVCC_ARRAYS_AT = 22;

    static ParameterSets read(Codec codec, byte[] extradata) {
        if (extradata.length == 0) {
            return new ParameterSets(List.of(), 0);
        }
        boolean record = extradata[0] == 1;
        try {
            return switch (codec) {
                case H264 -> record ? avcC(extradata) : annexB(extradata);
                case H265 -> record ? hvcC(extradata) : annexB(extradata);
                default -> new ParameterSets(List.of(Bytes.copyOf(extradata)), 0);
            };
        } catch (MalformedBitstreamException | IndexOutOfBoundsException e) {
            return new ParameterSets(List.of(), record ? NalUnits.PREFIX_BYTES : 0);
        }
    }

    private static ParameterSets avcC(byte[] extradata) {
        AvcConfiguration configuration = AvcConfiguration.parse(ByteBuffer.wrap(extradata));
        return new ParameterSets(configuration.parameterSets(), configuration.prefixBytes());
    }

    /** ISO/IEC 14496-15 §8.3.3.1.2. */
    private static ParameterSets hvcC(byte[] extradata) {
        ByteBuffer in = ByteBuffer.wrap(extradata);
        List<Bytes> sets = new ArrayList<>();
        int at = HVCC_ARRAYS_AT + 1;
        for (int array = in.get(HVCC_ARRAYS_AT) & 0xFF; array > 0; array--) {
            int count = in.getShort(at + 1) & 0xFFFF;
            at += 3;
            for (int i = 0; i < count; i++) {
                int length = in.getShort(at) & 0xFFFF;
                at += 2;
                sets.add(Bytes.copyOf(in.slice(at, length)));
                at += length;
            }
        }
        return new ParameterSets(sets, 1 + (in.get(HVCC_PREFIX_AT) & 3));
    }

    private static ParameterSets annexB(byte[] extradata) {
        List<Bytes> sets = new ArrayList<>();
        NalUnits.forEachAnnexB(
                ByteBuffer.wrap(extradata),
                0,
                extradata.length,
                (data, from, to) -> sets.add(Bytes.copyOf(data.slice(from, to - from))));
        return new ParameterSets(sets, 0);
    }
}
