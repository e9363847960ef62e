package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The configuration of an H.265 track in MP4 and Matroska files, {@code hvcC}.
 *
 * <pre>
 *  version 1 | profile space 2, tier 1, profile 5 | compatibility 32 | constraints 48 | level
 *  1111, segmentation 12 | 111111, parallelism 2 | 111111, chroma format 2
 *  11111, luma depth − 8 | 11111, chroma depth − 8 | mean rate 16
 *  constant rate 2, sub-layers 3, nesting 1, prefix bytes − 1 2 | number of arrays
 *  { complete 1, 0, NAL unit type 6 | number 16 { length 16 | NAL unit }… }…
 * </pre>
 *
 * <p><b>Source:</b> ISO/IEC 14496-15 §8.3.3.1.
 *
 * @param parameterSets VPS, SPS and PPS, without start codes; all that the track uses
 */
public record HevcConfiguration(List<Bytes> parameterSets) {
    private static final String NAME = "HEVC decoder configuration record";
    private static final int FIXED_BYTES = 23;
    private static final int ARRAY_BYTES = 3;
    private static final int COMPLETE = 0x80;
    private static final int SETS_MAX = 0xFFFF;
    private static final List<Integer> TYPES = List.of(H265Nal.VPS, H265Nal.SPS, H265Nal.PPS);

    /** Copies. */
    public HevcConfiguration {
        parameterSets = List.copyOf(parameterSets);
    }

    /**
     * The SPS that the record describes, which is the first one.
     *
     * @throws MalformedBitstreamException if it is missing or cannot be read
     */
    public H265SequenceParameterSet sequenceParameterSet() {
        List<Bytes> found = ofType(H265Nal.SPS);
        if (found.isEmpty()) {
            throw new MalformedBitstreamException(NAME, 0, "an SPS", 0);
        }
        return H265SequenceParameterSet.parse(found.get(0).asByteBuffer());
    }

    /**
     * Writes the record, for NAL units with prefixes of 4 bytes.
     *
     * @throws MalformedBitstreamException if the first SPS is missing or cannot be read
     */
    public Bytes toBytes() {
        H265SequenceParameterSet sps = sequenceParameterSet();
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES
                + TYPES.size() * ARRAY_BYTES
                + parameterSets.stream()
                        .mapToInt(set -> Short.BYTES + set.size())
                        .sum());
        out.put((byte) 1);
        putProfile(out, sps.profile());
        out.putShort((short) 0xF000); // no smallest spatial segment is known
        out.put((byte) 0xFC); // nor for which parallel decoding it is made
        out.put((byte) (0xFC | sps.chromaFormatIdc()));
        out.put((byte) (0xF8 | sps.bitDepthLuma() - 8));
        out.put((byte) (0xF8 | sps.bitDepthChroma() - 8));
        out.putShort((short) 0); // no mean rate is known
        int nesting = sps.temporalIdNesting() ? 1 : 0;
        out.put((byte) (sps.subLayersMax() << 3 | nesting << 2 | NalUnits.PREFIX_BYTES - 1));
        out.put((byte) TYPES.size());
        TYPES.forEach(type -> putSets(out, type));
        return Bytes.copyOf(out.flip());
    }

    private static void putProfile(ByteBuffer out, H265Profile profile) {
        int tier = profile.highTier() ? 1 : 0;
        out.put((byte) (profile.space() << 6 | tier << 5 | profile.idc()));
        out.putInt(profile.compatibility());
        out.putShort((short) (profile.constraints() >>> Integer.SIZE));
        out.putInt((int) profile.constraints());
        out.put((byte) profile.levelIdc());
    }

    private void putSets(ByteBuffer out, int type) {
        List<Bytes> sets = ofType(type);
        out.put((byte) (COMPLETE | type));
        out.putShort((short) sets.size());
        for (Bytes set : sets) {
            out.putShort((short) set.size());
            out.put(set.asByteBuffer());
        }
    }

    private List<Bytes> ofType(int type) {
        return parameterSets.stream()
                .filter(set -> set.size() >= H265Nal.HEADER_BYTES && set.size() <= SETS_MAX)
                .filter(set -> H265Nal.type(set.at(0)) == type)
                .toList();
    }
}
