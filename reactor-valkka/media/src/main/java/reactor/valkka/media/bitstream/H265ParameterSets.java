package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.bitstream.ParameterSet.Level;

/** VPS, SPS and PPS of H.265. Source: ITU-T H.265 §7.3.2.1, §7.3.2.2, §7.3.2.3. */
final class H265ParameterSets extends ParameterSetSyntax {
    private static final int VPS_BYTES_MIN = 6;
    private static final int PPS_ID_MAX = 63;
    private static final int SPS_ID_MAX = 15;

    private final RbspReader bits = new RbspReader();

    @Override
    @Nullable
    Level level(int header) {
        return switch (H265Nal.type(header)) {
            case H265Nal.VPS -> Level.VIDEO;
            case H265Nal.SPS -> Level.SEQUENCE;
            case H265Nal.PPS -> Level.PICTURE;
            default -> null;
        };
    }

    @Override
    int headerBytes() {
        return H265Nal.HEADER_BYTES;
    }

    @Override
    boolean needsVideoSet() {
        return true;
    }

    @Override
    @Nullable
    ParameterSet read(Bytes nalUnit) {
        return switch (H265Nal.type(nalUnit.at(0))) {
            case H265Nal.VPS -> video(nalUnit);
            case H265Nal.SPS -> sequence(nalUnit);
            default -> picture(nalUnit);
        };
    }

    private @Nullable ParameterSet video(Bytes nalUnit) {
        if (nalUnit.size() < VPS_BYTES_MIN) {
            return null;
        }
        int id = nalUnit.at(headerBytes()) >> 4 & 0xF;
        return ParameterSet.of(Level.VIDEO, id, 0, nalUnit);
    }

    private static @Nullable ParameterSet sequence(Bytes nalUnit) {
        H265SequenceParameterSetParser parser =
                new H265SequenceParameterSetParser(nalUnit.asByteBuffer());
        H265SequenceParameterSet fields;
        try {
            fields = parser.parse();
        } catch (MalformedBitstreamException malformed) {
            return null;
        }
        int bytes = parser.contentBytes();
        Bytes content = bytes == nalUnit.size()
                ? nalUnit
                : Bytes.copyOf(nalUnit.asByteBuffer().limit(bytes));
        TrackFormat.Video format = new TrackFormat.Video(
                fields.width(),
                fields.height(),
                fields.sampleAspectWidth(),
                fields.sampleAspectHeight(),
                fields.framesPerSecond(),
                fields.reorderDepth(),
                fields.decodedPicturesMax(),
                0);
        return new ParameterSet(
                Level.SEQUENCE,
                fields.id(),
                fields.videoSetId(),
                content,
                format,
                fields.subLayersMax() - 1,
                parser.timingStart());
    }

    private @Nullable ParameterSet picture(Bytes nalUnit) {
        bits.reset(nalUnit.asByteBuffer(), headerBytes(), nalUnit.size());
        int id = bits.ue();
        int sequenceId = bits.ue();
        boolean readable = !bits.isExhausted() && id <= PPS_ID_MAX && sequenceId <= SPS_ID_MAX;
        return readable ? ParameterSet.of(Level.PICTURE, id, sequenceId, nalUnit) : null;
    }
}
