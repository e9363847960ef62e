package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.bitstream.ParameterSet.Level;

/** SPS, their extension and PPS of H.264. Source: ITU-T H.264 §7.3.2.1, §7.3.2.2. */
final class H264ParameterSets extends ParameterSetSyntax {
    private static final int PPS_ID_MAX = 255;
    private static final int SPS_ID_MAX = 31;

    private final RbspReader bits = new RbspReader();

    @Override
    @Nullable
    Level level(int header) {
        return switch (H264Nal.type(header)) {
            case H264Nal.SPS -> Level.SEQUENCE;
            case H264Nal.SPS_EXTENSION -> Level.EXTENSION;
            case H264Nal.PPS -> Level.PICTURE;
            default -> null;
        };
    }

    @Override
    int headerBytes() {
        return 1;
    }

    @Override
    boolean needsVideoSet() {
        return false;
    }

    @Override
    @Nullable
    ParameterSet read(Bytes nalUnit) {
        return switch (H264Nal.type(nalUnit.at(0))) {
            case H264Nal.SPS -> sequence(nalUnit);
            case H264Nal.PPS -> picture(nalUnit);
            default -> extension(nalUnit);
        };
    }

    private static @Nullable ParameterSet sequence(Bytes nalUnit) {
        SequenceParameterSetParser parser = new SequenceParameterSetParser(nalUnit.asByteBuffer());
        SequenceParameterSet fields;
        try {
            fields = parser.parse();
        } catch (MalformedBitstreamException malformed) {
            return null;
        }
        // Zeros and junk behind the stop bit come and go with some cameras.
        int bytes = parser.contentBytes();
        Bytes content = bytes == nalUnit.size()
                ? nalUnit
                : Bytes.copyOf(nalUnit.asByteBuffer().limit(bytes));
        return new ParameterSet(
                Level.SEQUENCE, fields.id(), 0, content, format(fields), 0, parser.timingStart());
    }

    private static TrackFormat.Video format(SequenceParameterSet fields) {
        VideoUsability usability = fields.usability();
        return new TrackFormat.Video(
                fields.width(),
                fields.height(),
                usability.sampleAspectWidth(),
                usability.sampleAspectHeight(),
                usability.framesPerSecond(),
                fields.reorderDepth(),
                fields.decodedPicturesMax(),
                0);
    }

    private @Nullable ParameterSet picture(Bytes nalUnit) {
        bits.reset(nalUnit.asByteBuffer(), headerBytes(), nalUnit.size());
        int id = bits.ue();
        int sequenceId = bits.ue();
        boolean readable = !bits.isExhausted() && id <= PPS_ID_MAX && sequenceId <= SPS_ID_MAX;
        return readable ? ParameterSet.of(Level.PICTURE, id, sequenceId, nalUnit) : null;
    }

    private @Nullable ParameterSet extension(Bytes nalUnit) {
        bits.reset(nalUnit.asByteBuffer(), headerBytes(), nalUnit.size());
        int sequenceId = bits.ue();
        boolean readable = !bits.isExhausted() && sequenceId <= SPS_ID_MAX;
        return readable ? ParameterSet.of(Level.EXTENSION, sequenceId, sequenceId, nalUnit) : null;
    }
}
