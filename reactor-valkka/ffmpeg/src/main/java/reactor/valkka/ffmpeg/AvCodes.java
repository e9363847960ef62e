package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.global.avutil;

/** Results of FFmpeg that are asked for so often that fetching them by a call would show. */
final class AvCodes {
    static final int AGAIN = avutil.AVERROR_EAGAIN();
    static final int END = avutil.AVERROR_EOF;

    private AvCodes() {}
}
