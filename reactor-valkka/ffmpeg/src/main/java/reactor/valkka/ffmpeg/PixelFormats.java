package reactor.valkka.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_BGR24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_GRAY8;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NV12;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_RGB24;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ422P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUYV422;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;
import reactor.valkka.frame.PixelFormat;

/** FFmpeg's numbers for what our enums name. */
final class PixelFormats {
    private PixelFormats() {}

    /** Our name of a format, or {@code null} for those that no picture of ours can have. */
    static @Nullable PixelFormat of(int avFormat) {
        return switch (avFormat) {
            case AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P -> PixelFormat.YUV420P;
            case AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUVJ422P -> PixelFormat.YUV422P;
            case AV_PIX_FMT_YUV444P, AV_PIX_FMT_YUVJ444P -> PixelFormat.YUV444P;
            case AV_PIX_FMT_NV12 -> PixelFormat.NV12;
            case AV_PIX_FMT_YUYV422 -> PixelFormat.YUYV422;
            case AV_PIX_FMT_RGB24 -> PixelFormat.RGB24;
            case AV_PIX_FMT_BGR24 -> PixelFormat.BGR24;
            case AV_PIX_FMT_GRAY8 -> PixelFormat.GRAY8;
            default -> null;
        };
    }

    static int avFormat(PixelFormat format) {
        return switch (format) {
            case YUV420P -> AV_PIX_FMT_YUV420P;
            case YUV422P -> AV_PIX_FMT_YUV422P;
            case YUV444P -> AV_PIX_FMT_YUV444P;
            case NV12 -> AV_PIX_FMT_NV12;
            case YUYV422 -> AV_PIX_FMT_YUYV422;
            case RGB24 -> AV_PIX_FMT_RGB24;
            case BGR24 -> AV_PIX_FMT_BGR24;
            case GRAY8 -> AV_PIX_FMT_GRAY8;
        };
    }

    /** FFmpeg's name of a format, for messages. */
    static String name(int avFormat) {
        try (BytePointer name = avutil.av_get_pix_fmt_name(avFormat)) {
            return name == null ? "pixel format " + avFormat : name.getString();
        }
    }

    static ColorRange range(int avFormat, int avRange) {
        boolean jpeg = avFormat == AV_PIX_FMT_YUVJ420P
                || avFormat == AV_PIX_FMT_YUVJ422P
                || avFormat == AV_PIX_FMT_YUVJ444P
                || avFormat == AV_PIX_FMT_RGB24
                || avFormat == AV_PIX_FMT_BGR24;
        return jpeg || avRange == AVCOL_RANGE_JPEG ? ColorRange.FULL : ColorRange.LIMITED;
    }

    static ColorMatrix matrix(int avColorSpace) {
        return switch (avColorSpace) {
            case AVCOL_SPC_RGB -> ColorMatrix.RGB;
            case AVCOL_SPC_BT709 -> ColorMatrix.BT709;
            case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M -> ColorMatrix.BT601;
            case AVCOL_SPC_BT2020_NCL -> ColorMatrix.BT2020;
            default -> ColorMatrix.UNSPECIFIED;
        };
    }
}
