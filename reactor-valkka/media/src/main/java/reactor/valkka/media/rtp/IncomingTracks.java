package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Codec;

import java.util.Locale;

/** The payload formats that can be received: the one place that knows them all. */
public final class IncomingTracks {

    private IncomingTracks() {}

    /**
     * The codec that an encoding's name stands for.
     *
     * @param encoding in any case, such as {@code H264}
     * @return the codec, or {@code null} where no depacketizer of ours reads this encoding
     */
    public static @Nullable Codec codec(String encoding) {
        return switch (encoding.toUpperCase(Locale.ROOT)) {
            case "H264" -> Codec.H264;
            default -> null;
        };
    }

    /** True if tracks of this format can be received. */
    public static boolean reads(PayloadFormat format) {
        return codec(format.encoding()) != null;
    }

    /**
     * Begins to receive a track.
     *
     * @return the track, or {@code null} where no depacketizer of ours reads this encoding or its
     *     parameters
     */
    public static @Nullable IncomingTrack of(TrackContext context, PayloadFormat format) {
        Codec codec = codec(format.encoding());
        if (codec == null) {
            return null;
        }
        return switch (codec) {
            case H264 -> new H264Track(context, format);
            default -> null;
        };
    }
}
