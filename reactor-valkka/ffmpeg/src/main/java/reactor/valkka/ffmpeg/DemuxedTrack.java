package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;

import java.nio.ByteBuffer;

/** One track of a file: how FFmpeg counts its time, and how we do. */
final class DemuxedTrack implements AutoCloseable {
    static final int PACKET_DATA = Pointer.offsetof(AVPacket.class, "data");
    private static final int USUAL_CLOCK_HZ = 90_000;
    private static final int USUAL_FRAMES_PER_SECOND = 25;

    private final int stream;
    private final Track track;
    private final int prefixBytes;
    private final int baseNumerator;
    private final int baseDenominator;
    private final @Nullable PictureOrder order;
    private final long origin;
    private long pts;
    private long dts;
    private long durationTicks;

    private DemuxedTrack(AVStream avStream, Track track, int prefixBytes, boolean untimed) {
        stream = avStream.index();
        this.track = track;
        this.prefixBytes = prefixBytes;
        try (AVRational base = avStream.time_base()) {
            baseNumerator = base.num();
            baseDenominator = base.den();
        }
        boolean ordered = untimed && track.kind() == TrackKind.VIDEO;
        order = ordered ? new PictureOrder(track, frameTicks(avStream, track.clockRateHz())) : null;
        long start = avStream.start_time();
        origin = start == avutil.AV_NOPTS_VALUE ? 0 : start;
    }

    /**
     * The track that a stream is for us, or {@code null} if its codec is not known: also for AAC
     * whose every frame has a header of its own (ADTS, in MPEG-TS), which no MP4 could take.
     */
    static @Nullable DemuxedTrack of(AVStream stream, int index, boolean untimed) {
        try (AVCodecParameters parameters = stream.codecpar()) {
            Codec codec = codec(parameters.codec_id());
            boolean unframed = codec == Codec.AAC && parameters.extradata_size() == 0;
            if (codec == null || unframed) {
                return null;
            }
            int clock;
            try (AVRational base = stream.time_base()) {
                clock = base.num() == 1 ? base.den() : USUAL_CLOCK_HZ;
            }
            ParameterSets sets = ParameterSets.read(codec, extradata(parameters));
            TrackFormat format =
                    codec.kind() == TrackKind.VIDEO ? video(stream, parameters) : audio(parameters);
            Track track = new Track(index, codec, clock, sets.sets(), format);
            return new DemuxedTrack(stream, track, sets.prefixBytes(), untimed);
        }
    }

    private static @Nullable Codec codec(int avCodec) {
        for (Codec codec : Codec.values()) {
            if (codec != Codec.ONVIF_METADATA && CodecContext.codecId(codec) == avCodec) {
                return codec;
            }
        }
        return null;
    }

    private static byte[] extradata(AVCodecParameters parameters) {
        byte[] bytes = new byte[parameters.extradata_size()];
        if (bytes.length > 0) {
            try (BytePointer data = parameters.extradata()) {
                data.get(bytes);
            }
        }
        return bytes;
    }

    private static TrackFormat video(AVStream stream, AVCodecParameters parameters) {
        int aspectWidth;
        int aspectHeight;
        try (AVRational aspect = parameters.sample_aspect_ratio()) {
            aspectWidth = aspect.num();
            aspectHeight = aspect.den();
        }
        boolean known = aspectWidth > 0 && aspectHeight > 0;
        return new TrackFormat.Video(
                parameters.width(),
                parameters.height(),
                known ? aspectWidth : 1,
                known ? aspectHeight : 1,
                framesPerSecond(stream),
                -1,
                0,
                rotation(parameters));
    }

    private static double framesPerSecond(AVStream stream) {
        try (AVRational rate = stream.avg_frame_rate()) {
            return rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
        }
    }

    private static long frameTicks(AVStream stream, int clockRateHz) {
        double declared = framesPerSecond(stream);
        return Math.max(
                1, Math.round(clockRateHz / (declared > 0 ? declared : USUAL_FRAMES_PER_SECOND)));
    }

    /** Clockwise degrees, from the display matrix, which turns the other way round. */
    private static int rotation(AVCodecParameters parameters) {
        for (int i = 0; i < parameters.nb_coded_side_data(); i++) {
            AVPacketSideData data = parameters.coded_side_data().getPointer(i);
            if (data.type() == avcodec.AV_PKT_DATA_DISPLAYMATRIX) {
                double turn = avutil.av_display_rotation_get(new IntPointer(data.data()));
                return Double.isNaN(turn) ? 0 : Math.floorMod(Math.round(-turn / 90) * 90, 360);
            }
        }
        return 0;
    }

    private static TrackFormat audio(AVCodecParameters parameters) {
        return new TrackFormat.Audio(
                parameters.sample_rate(), parameters.ch_layout().nb_channels());
    }

    /** What a stream holds, for messages. */
    static String describe(AVStream stream) {
        try (AVCodecParameters parameters = stream.codecpar()) {
            String name = avcodec.avcodec_get_name(parameters.codec_id()).getString();
            BytePointer kind = avutil.av_get_media_type_string(parameters.codec_type());
            return (kind == null ? "unknown" : kind.getString()) + " " + name;
        }
    }

    int stream() {
        return stream;
    }

    Track track() {
        return track;
    }

    int index() {
        return track.index();
    }

    int prefixBytes() {
        return prefixBytes;
    }

    /** True if times are counted from the order of the pictures. */
    boolean isUntimed() {
        return order != null;
    }

    /** Finds the times of a packet. */
    void time(AVPacket packet, ByteBuffer data) {
        long ticks = packet.duration();
        durationTicks = ticks > 0 ? rescale(ticks) : 0;
        PictureOrder counted = order;
        if (counted != null) {
            pts = counted.next(data);
            dts = Demuxer.NO_TIME;
            durationTicks = counted.frameTicks();
        } else {
            pts = convert(packet.pts());
            dts = convert(packet.dts());
        }
    }

    private long convert(long time) {
        return time == avutil.AV_NOPTS_VALUE ? Demuxer.NO_TIME : rescale(time - origin);
    }

    private long rescale(long time) {
        return baseNumerator == 1
                ? time
                : avutil.av_rescale(time, (long) baseNumerator * USUAL_CLOCK_HZ, baseDenominator);
    }

    long pts() {
        return pts;
    }

    long dts() {
        return dts;
    }

    long durationTicks() {
        return durationTicks;
    }

    /** The file begins again. */
    void restart() {
        if (order != null) {
            order.restart();
        }
    }

    @Override
    public void close() {
        if (order != null) {
            order.close();
        }
    }
}
