package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Where a codec context gets the memory of its pictures. */
interface SlotSource {

    /**
     * Puts a slot into a frame ({@code get_buffer2}). Never throws; may be called on threads of
     * FFmpeg's own.
     *
     * @return 0, or a negative error of FFmpeg
     */
    int provide(AVCodecContext context, AVFrame frame);
}
