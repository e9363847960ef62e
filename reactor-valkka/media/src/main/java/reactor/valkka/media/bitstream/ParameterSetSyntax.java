package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.media.bitstream.ParameterSet.Level;

/** Reads the parameter sets of one codec. */
abstract class ParameterSetSyntax {

    static ParameterSetSyntax of(Codec codec) {
        return switch (codec) {
            case H264 -> new H264ParameterSets();
            case H265 -> new H265ParameterSets();
            default -> throw new IllegalArgumentException(codec + " has no parameter sets");
        };
    }

    /** What a NAL unit describes, by the first byte of its header; {@code null} if it is no set. */
    abstract @Nullable Level level(int header);

    /** Reads a set; {@code null} if it cannot be read. */
    abstract @Nullable ParameterSet read(Bytes nalUnit);

    /** Bytes of a NAL unit's header. */
    abstract int headerBytes();

    /** True if no track is complete without a set of the highest level. */
    abstract boolean needsVideoSet();
}
