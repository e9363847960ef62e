package reactor.valkka.benchmarks.analyse;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.WorkerProcess;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;

/**
 * The least that FFmpeg needs for a key frame and its small picture: send, drain, flush, scale,
 * over and over, on one thread, without anything of ours. A process of its own, which tells its
 * {@link Cost} and ends.
 */
final class BareLoop {

    private static final int WARM_UP = 50;
    private static final double NANOS_PER_MILLI = 1e6;

    private final AVFrame picture = avutil.av_frame_alloc();
    private final AVFrame small = avutil.av_frame_alloc();
    private final List<Clip> clips = new ArrayList<>();
    private @Nullable SwsContext scaler;

    /**
     * What it tells.
     *
     * @param millis of processor time for a key frame and its small picture
     */
    record Cost(double millis) {}

    /** A decoder, and the key frames that it gets. */
    private record Clip(AVCodecContext decoder, List<AVPacket> keyFrames) {}

    private BareLoop(int width, int height) {
        small.width(width).height(height).format(avutil.AV_PIX_FMT_RGB24);
        check("av_frame_get_buffer", avutil.av_frame_get_buffer(small, 0));
    }

    /** Takes width, height, seconds, whether the loop filter is skipped, and the clips. */
    public static void main(String[] arguments) {
        BareLoop loop =
                new BareLoop(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        boolean withoutLoopFilter = Boolean.parseBoolean(arguments[3]);
        for (int i = 4; i < arguments.length; i++) {
            loop.clips.add(open(arguments[i], withoutLoopFilter));
        }
        WorkerProcess.tell(new Cost(loop.run(Integer.parseInt(arguments[2]))));
        System.exit(0);
    }

    private static Clip open(String file, boolean withoutLoopFilter) {
        AVFormatContext input = new AVFormatContext(null);
        check(file, avformat.avformat_open_input(input, file, null, (AVDictionary) null));
        var parameters = input.streams(0).codecpar();
        var codec = avcodec.avcodec_find_decoder(parameters.codec_id());
        AVCodecContext decoder = avcodec.avcodec_alloc_context3(codec);
        avcodec.avcodec_parameters_to_context(decoder, parameters);
        decoder.thread_count(1);
        decoder.skip_loop_filter(
                withoutLoopFilter ? avcodec.AVDISCARD_ALL : avcodec.AVDISCARD_DEFAULT);
        check("avcodec_open2", avcodec.avcodec_open2(decoder, codec, (AVDictionary) null));
        List<AVPacket> keyFrames = new ArrayList<>();
        AVPacket packet = avcodec.av_packet_alloc();
        while (avformat.av_read_frame(input, packet) >= 0) {
            if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0) {
                keyFrames.add(avcodec.av_packet_clone(packet));
            }
            avcodec.av_packet_unref(packet);
        }
        return new Clip(decoder, keyFrames);
    }

    /** Milliseconds for one. */
    private double run(int seconds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = 0;
        long until = Long.MAX_VALUE;
        int count = -WARM_UP;
        while (count < 1 || System.nanoTime() < until) {
            Clip clip = clips.get(Math.floorMod(count, clips.size()));
            int number = Math.floorMod(count, clip.keyFrames().size() * clips.size());
            turn(clip.decoder(), clip.keyFrames().get(number / clips.size()));
            if (++count == 0) {
                start = threads.getCurrentThreadCpuTime();
                until = System.nanoTime() + seconds * 1_000_000_000L;
            }
        }
        return (threads.getCurrentThreadCpuTime() - start) / NANOS_PER_MILLI / count;
    }

    private void turn(AVCodecContext decoder, AVPacket keyFrame) {
        check("avcodec_send_packet", avcodec.avcodec_send_packet(decoder, keyFrame));
        check("avcodec_send_packet", avcodec.avcodec_send_packet(decoder, null));
        check("avcodec_receive_frame", avcodec.avcodec_receive_frame(decoder, picture));
        if (scaler == null) {
            scaler = swscale.sws_getContext(
                    picture.width(),
                    picture.height(),
                    picture.format(),
                    small.width(),
                    small.height(),
                    small.format(),
                    swscale.SWS_FAST_BILINEAR,
                    null,
                    null,
                    (DoublePointer) null);
        }
        int rows = swscale.sws_scale(
                scaler,
                picture.data(),
                picture.linesize(),
                0,
                picture.height(),
                small.data(),
                small.linesize());
        check("sws_scale", rows);
        avutil.av_frame_unref(picture);
        avcodec.avcodec_flush_buffers(decoder);
    }

    private static void check(String what, int result) {
        if (result < 0) {
            throw new ValkkaException(what + " failed: " + result);
        }
    }
}
