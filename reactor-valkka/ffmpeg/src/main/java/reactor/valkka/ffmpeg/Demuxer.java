package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a media file through libavformat, packet by packet. Tracks whose codec this toolkit does
 * not know are left out; nothing but the file itself is ever opened.
 *
 * <p><b>Threads:</b> one; opening and reading block on the disk. <b>Ownership:</b> the data of a
 * packet is valid until the next call.
 *
 * <p><b>Errors:</b> {@link DemuxException} names the file and what is wrong with it.
 *
 * <p><b>Units:</b> times in ticks of each track's clock; a packet without a time gets one from the
 * order of its picture.
 */
public final class Demuxer implements AutoCloseable {
    /** A time that the file does not give. */
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final int FIRST_DATA_BYTES = 64 << 10;
    private static final int EAGAIN_RETRIES_MAX = 1_000;

    private final Path file;
    private final List<DemuxedTrack> tracks = new ArrayList<>();
    private final NativeView packetData = new NativeView();
    private final NativeView dataView = new NativeView();
    private AVFormatContext format;
    private @Nullable DemuxedTrack[] byStream = {};
    private final AVPacket packet;
    private ByteBuffer data = ByteBuffer.allocateDirect(FIRST_DATA_BYTES);
    private @Nullable DemuxedTrack current;
    private boolean closed;

    private Demuxer(Path file) {
        this.file = file;
        format = openFormat(file);
        packet = avcodec.av_packet_alloc();
        try {
            findTracks();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens a file and looks at its first packets.
     *
     * @throws DemuxException if there is no such file, or it cannot be read or understood
     */
    public static Demuxer open(Path file) {
        FFmpegLibrary.load();
        if (!Files.exists(file)) {
            throw new DemuxException(file, "there is no such file");
        } else if (!Files.isRegularFile(file)) {
            throw new DemuxException(file, "expected a regular file, found a directory or device");
        } else if (!Files.isReadable(file)) {
            throw new DemuxException(file, "this user may not read it");
        }
        return new Demuxer(file);
    }

    private static AVFormatContext openFormat(Path file) {
        AVFormatContext context = avformat.avformat_alloc_context();
        AVDictionary options = new AVDictionary(null);
        avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
        int opened = avformat.avformat_open_input(
                context, "file:" + file.toAbsolutePath(), null, options);
        avutil.av_dict_free(options);
        if (opened == avutil.AVERROR_INVALIDDATA) {
            throw new DemuxException(
                    file, "expected MP4, Matroska, MPEG-TS, raw H.264 or another media file");
        } else if (opened < 0) {
            throw new DemuxException(file, "avformat_open_input", opened);
        }
        int found = avformat.avformat_find_stream_info(context, (AVDictionary) null);
        if (found < 0) {
            avformat.avformat_close_input(context);
            throw new DemuxException(file, "avformat_find_stream_info", found);
        }
        return context;
    }

    private void findTracks() {
        boolean untimed = (format.iformat().flags() & avformat.AVFMT_NOTIMESTAMPS) != 0;
        byStream = new DemuxedTrack[format.nb_streams()];
        tracks.forEach(DemuxedTrack::close);
        tracks.clear();
        for (int i = 0; i < byStream.length; i++) {
            AVStream stream = format.streams(i);
            DemuxedTrack track = DemuxedTrack.of(stream, tracks.size(), untimed);
            if (track == null) {
                stream.discard(avcodec.AVDISCARD_ALL);
            } else {
                byStream[i] = track;
                tracks.add(track);
            }
        }
    }

    /** The tracks of a known codec, with the parameter sets that the file begins with. */
    public List<Track> tracks() {
        return tracks.stream().map(DemuxedTrack::track).toList();
    }

    /** What the file holds, known or not, for messages. */
    public String contents() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < format.nb_streams(); i++) {
            names.add(DemuxedTrack.describe(format.streams(i)));
        }
        return names.isEmpty() ? "no tracks" : String.join(", ", names);
    }

    /**
     * Bytes of the length before each NAL unit of a track's packets; 0 where they have start codes,
     * or no NAL units at all.
     */
    public int prefixBytes(int track) {
        return tracks.get(track).prefixBytes();
    }

    /**
     * Moves to the next packet of a known track.
     *
     * @return false at the end of the file
     * @throws DemuxException if the file cannot be read on
     */
    public boolean next() {
        int retries = 0;
        while (true) {
            avcodec.av_packet_unref(packet);
            int result = avformat.av_read_frame(format, packet);
            if (result == AvCodes.END) {
                current = null;
                return false;
            } else if (result == AvCodes.AGAIN && retries++ < EAGAIN_RETRIES_MAX) {
                continue;
            } else if (result < 0) {
                throw new DemuxException(file, "av_read_frame", result);
            }
            int stream = packet.stream_index();
            DemuxedTrack track = stream < byStream.length ? byStream[stream] : null;
            if (track != null && packet.size() > 0) {
                current = track;
                copyData();
                track.time(packet, data);
                return true;
            }
        }
    }

    private void copyData() {
        int size = packet.size();
        if (size > data.capacity()) {
            data = ByteBuffer.allocateDirect(Integer.highestOneBit(size) * 2);
        }
        data.clear().limit(size);
        packetData.at(packet.address());
        long from = packetData.getLong(DemuxedTrack.PACKET_DATA);
        Pointer.memcpy(dataView.at(NativeView.addressOf(data)), packetData.at(from), size);
    }

    /** The track of the current packet. */
    public int track() {
        return currentTrack().index();
    }

    /** Presentation time of the current packet, or {@link #NO_TIME}. */
    public long pts() {
        return currentTrack().pts();
    }

    /** Decoding time of the current packet, or {@link #NO_TIME}. */
    public long dts() {
        return currentTrack().dts();
    }

    /** Duration of the current packet, 0 if unknown. */
    public long durationTicks() {
        return currentTrack().durationTicks();
    }

    /** True if the file says that decoding can start at the current packet. */
    public boolean isKeyFrame() {
        return (packet.flags() & AVPACKET_KEY) != 0;
    }

    private static final int AVPACKET_KEY = avcodec.AV_PKT_FLAG_KEY;

    /** The data of the current packet, from 0 to its limit; always valid until the next call. */
    public ByteBuffer data() {
        return data;
    }

    private DemuxedTrack currentTrack() {
        DemuxedTrack known = current;
        if (known == null) {
            throw new IllegalStateException("There is no current packet; call next() first");
        }
        return known;
    }

    /** Begins the file again. */
    public void rewind() {
        int byPosition = avformat.AVFMT_TS_DISCONT | avformat.AVFMT_NOTIMESTAMPS;
        int result = (format.iformat().flags() & byPosition) != 0
                ? avformat.av_seek_frame(format, -1, 0, avformat.AVSEEK_FLAG_BYTE)
                : avformat.avformat_seek_file(
                        format, -1, Long.MIN_VALUE, startMicros(), startMicros(), 0);
        if (result < 0) {
            avformat.avformat_close_input(format);
            format = openFormat(file);
            findTracks();
        }
        tracks.forEach(DemuxedTrack::restart);
    }

    private long startMicros() {
        long start = format.start_time();
        return start == avutil.AV_NOPTS_VALUE ? 0 : start;
    }

    /**
     * Goes to the last key frame at or before a time from the start of the file.
     *
     * @throws DemuxException if the file ends before it
     */
    public void seek(Duration from) {
        DemuxedTrack video = firstVideo();
        if (video != null && video.isUntimed()) {
            seekByReading(video, from);
            return;
        }
        long micros = Math.addExact(startMicros(), from.toNanos() / 1_000);
        int stream = -1;
        long target = micros;
        if (video != null) {
            AVStream avStream = format.streams(video.stream());
            stream = video.stream();
            try (AVRational base = avStream.time_base()) {
                target = avutil.av_rescale(micros, base.den(), 1_000_000L * base.num());
            }
        }
        int result = avformat.avformat_seek_file(
                format, stream, Long.MIN_VALUE, target, target, avformat.AVSEEK_FLAG_BACKWARD);
        if (result < 0) {
            throw new DemuxException(
                    file, "seeking to " + from + " failed: " + AvError.text(result));
        }
        tracks.forEach(DemuxedTrack::restart);
    }

    private @Nullable DemuxedTrack firstVideo() {
        for (DemuxedTrack track : tracks) {
            if (track.track().kind() == TrackKind.VIDEO) {
                return track;
            }
        }
        return null;
    }

    /** Files without an index and times are read twice: to find the key frame, and to get there. */
    private void seekByReading(DemuxedTrack video, Duration from) {
        long target = Math.multiplyExact(from.toMillis(), video.track().clockRateHz()) / 1_000;
        rewind();
        long unit = 0;
        long keyUnit = 0;
        boolean found = false;
        while (!found && next()) {
            found = current == video && pts() > target;
            if (!found && current == video && isKeyFrame()) {
                keyUnit = unit;
            }
            unit++;
        }
        if (!found) {
            throw new DemuxException(file, "it ends before " + from);
        }
        rewind();
        for (long i = 0; i < keyUnit; i++) {
            next();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tracks.forEach(DemuxedTrack::close);
            avcodec.av_packet_free(packet);
            avformat.avformat_close_input(format);
        }
    }
}
