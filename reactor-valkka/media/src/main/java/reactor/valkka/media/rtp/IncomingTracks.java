package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.util.List;
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
            case "H265" -> Codec.H265;
            case "JPEG" -> Codec.MJPEG;
            case "MPEG4-GENERIC" -> Codec.AAC;
            case "PCMU" -> Codec.PCMU;
            case "PCMA" -> Codec.PCMA;
            case "OPUS" -> Codec.OPUS;
            case "VND.ONVIF.METADATA" -> Codec.ONVIF_METADATA;
            default -> null;
        };
    }

    /** True if tracks of this format can be received. */
    public static boolean reads(PayloadFormat format) {
        Codec codec = codec(format.encoding());
        return codec != null && reads(codec, format);
    }

    private static boolean reads(Codec codec, PayloadFormat format) {
        return switch (codec) {
            case AAC -> AacFormat.of(format) != null;
            case PCMU, PCMA, OPUS -> PayloadFormat.isPlausible(format.channels());
            case H264, H265, MJPEG, ONVIF_METADATA -> true;
        };
    }

    /**
     * Begins to receive a track.
     *
     * @return the track, or {@code null} where no depacketizer of ours reads this encoding, its
     *     parameters or so many channels
     */
    public static @Nullable IncomingTrack of(TrackContext context, PayloadFormat format) {
        Codec codec = codec(format.encoding());
        if (codec == null || !reads(codec, format)) {
            return null;
        }
        return switch (codec) {
            case H264, H265 -> new NalTrack(codec, context, format);
            case MJPEG -> images(context, format);
            case AAC -> aac(context, format);
            case PCMU, PCMA, OPUS -> sound(context, codec, format);
            case ONVIF_METADATA -> metadata(context, format);
        };
    }

    /** Each image tells its size. */
    private static IncomingTrack images(TrackContext context, PayloadFormat format) {
        Track track = track(context, Codec.MJPEG, format, List.of(), new TrackFormat.Unknown());
        return PlainTrack.undescribed(context, track, JpegDepacketizer::new);
    }

    private static @Nullable IncomingTrack aac(TrackContext context, PayloadFormat format) {
        AacFormat aac = AacFormat.of(format);
        if (aac == null) {
            return null;
        }
        TrackFormat sound = new TrackFormat.Audio(aac.parsed().outputRateHz(), aac.channels());
        Track track = track(context, Codec.AAC, format, List.of(aac.config()), sound);
        return PlainTrack.described(
                context,
                track,
                (builder, timeline, sequence, clock, counters) ->
                        new AacDepacketizer(aac, builder, timeline, sequence, clock, counters));
    }

    private static IncomingTrack sound(TrackContext context, Codec codec, PayloadFormat format) {
        int channels = format.channels();
        TrackFormat sound = new TrackFormat.Audio(format.clockRateHz(), channels);
        return PlainTrack.described(
                context,
                track(context, codec, format, List.of(), sound),
                (builder, timeline, sequence, clock, counters) -> new SoundDepacketizer(
                        channels, builder, timeline, sequence, clock, counters));
    }

    private static IncomingTrack metadata(TrackContext context, PayloadFormat format) {
        TrackFormat documents = new TrackFormat.Unknown();
        return PlainTrack.described(
                context,
                track(context, Codec.ONVIF_METADATA, format, List.of(), documents),
                MetadataDepacketizer::new);
    }

    private static Track track(
            TrackContext context,
            Codec codec,
            PayloadFormat format,
            List<Bytes> parameterSets,
            TrackFormat contents) {
        return new Track(context.index(), codec, format.clockRateHz(), parameterSets, contents);
    }
}
