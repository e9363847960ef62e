package reactor.valkka.media.bitstream;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of an H.264 track in MP4 and Matroska files, {@code avcC}.
 *
 * <pre>
 *  version 1 | profile | constraints | level | 111111, prefix bytes − 1 | 111, number of SPS
 *  { length 16 | SPS }… | number of PPS | { length 16 | PPS }…
 *  High profiles: 111111, chroma format | 11111, luma depth − 8 | 11111, chroma depth − 8
 *                 | number of SPS extensions | { length 16 | SPS extension }…
 * </pre>
 *
 * <p><b>Source:</b> ISO/IEC 14496-15 §5.3.3.1.2.
 *
 * @param prefixBytes bytes of the length before each NAL unit: 1, 2 or 4
 * @param parameterSets SPS and PPS, in the order of the record, without start codes
 */
public record AvcConfiguration(int prefixBytes, List<Bytes> parameterSets) {
    private static final String NAME = "AVC decoder configuration record";
    private static final int FIXED_BYTES = 6;
    private static final int SPS_MAX = 31;
    private static final int PPS_MAX = 255;

    /** Copies. */
    public AvcConfiguration {
        parameterSets = List.copyOf(parameterSets);
    }

    /** The configuration of a track inside this toolkit: prefixes of 4 bytes. */
    public static AvcConfiguration of(List<Bytes> parameterSets) {
        return new AvcConfiguration(NalUnits.PREFIX_BYTES, parameterSets);
    }

    /**
     * Reads a record; what stands behind the parameter sets is ignored.
     *
     * @param data the record, from its version on; position and limit stay as they are
     * @throws MalformedBitstreamException if it ends early, or is of another version
     */
    public static AvcConfiguration parse(ByteBuffer data) {
        int start = data.position();
        check(data.remaining() > FIXED_BYTES, 0, "at least 7 bytes", data.remaining());
        check(data.get(start) == 1, 0, "version 1", data.get(start));
        int prefixBytes = 1 + (data.get(start + 4) & 3);
        check(prefixBytes != 3, 4, "prefixes of 1, 2 or 4 bytes", prefixBytes);
        List<Bytes> sets = new ArrayList<>();
        int at = readSets(data, start + 5, data.get(start + 5) & SPS_MAX, sets);
        check(at < data.limit(), at - start, "the number of PPS", data.remaining());
        readSets(data, at, data.get(at) & 0xFF, sets);
        return new AvcConfiguration(prefixBytes, sets);
    }

    private static int readSets(ByteBuffer data, int countAt, int count, List<Bytes> sets) {
        int at = countAt + 1;
        for (int i = 0; i < count; i++) {
            int left = data.limit() - at;
            check(left >= Short.BYTES, at - data.position(), "a length", left);
            int length = data.getShort(at) & 0xFFFF;
            at += Short.BYTES;
            left = data.limit() - at;
            check(left >= length, at - data.position(), length + " bytes", left);
            if (length > 0) {
                sets.add(Bytes.copyOf(data.duplicate().position(at).limit(at + length)));
            }
            at += length;
        }
        return at;
    }

    /**
     * Writes the record.
     *
     * @throws MalformedBitstreamException if the first SPS is missing or cannot be read
     */
    public Bytes toBytes() {
        List<Bytes> sps = ofType(H264Nal.SPS, SPS_MAX);
        List<Bytes> pps = ofType(H264Nal.PPS, PPS_MAX);
        List<Bytes> extensions = ofType(H264Nal.SPS_EXTENSION, PPS_MAX);
        check(!sps.isEmpty(), 0, "an SPS", 0);
        SequenceParameterSet first = SequenceParameterSet.parse(sps.get(0).asByteBuffer());
        ByteBuffer out = ByteBuffer.allocate(
                FIXED_BYTES + 1 + FIXED_BYTES + bytesOf(sps) + bytesOf(pps) + bytesOf(extensions));
        out.put((byte) 1);
        out.put((byte) first.profileIdc());
        out.put((byte) first.constraints());
        out.put((byte) first.levelIdc());
        out.put((byte) (0xFC | prefixBytes - 1));
        out.put((byte) (0xE0 | sps.size()));
        putSets(out, sps);
        out.put((byte) pps.size());
        putSets(out, pps);
        if (hasFormat(first.profileIdc())) {
            out.put((byte) (0xFC | first.chromaFormatIdc()));
            out.put((byte) (0xF8 | first.bitDepthLuma() - 8));
            out.put((byte) (0xF8 | first.bitDepthChroma() - 8));
            out.put((byte) extensions.size());
            putSets(out, extensions);
        }
        return Bytes.copyOf(out.flip());
    }

    private static boolean hasFormat(int profileIdc) {
        return profileIdc != 66 && profileIdc != 77 && profileIdc != 88;
    }

    private List<Bytes> ofType(int type, int max) {
        return parameterSets.stream()
                .filter(set -> set.size() > 0 && H264Nal.type(set.at(0)) == type)
                .limit(max)
                .toList();
    }

    private static int bytesOf(List<Bytes> sets) {
        return sets.stream().mapToInt(set -> Short.BYTES + set.size()).sum();
    }

    private static void putSets(ByteBuffer out, List<Bytes> sets) {
        for (Bytes set : sets) {
            out.putShort((short) set.size());
            out.put(set.asByteBuffer());
        }
    }

    private static void check(boolean holds, int offset, String expected, long actual) {
        if (!holds) {
            throw new MalformedBitstreamException(NAME, offset, expected, actual);
        }
    }
}
