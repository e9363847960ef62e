package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;

import java.nio.ByteBuffer;

/**
 * Presentation times for raw streams, which have none: from the picture order count that each
 * picture carries. It starts again with each IDR picture; the pictures before it have all been
 * shown by then.
 *
 * <p><b>Source:</b> ITU-T H.264 §8.2.1, H.265 §8.3.1.
 */
final class PictureOrder implements AutoCloseable {
    private final long frameTicks;
    private final AVCodecParserContext parser;
    private final AVCodecContext context;
    private final PointerPointer<BytePointer> output = new PointerPointer<>(1);
    private final IntPointer outputSize = new IntPointer(1);
    private final NativeView view = new NativeView();
    private int countsPerPicture;
    private long pictures;
    private long base;
    private boolean closed;

    PictureOrder(Track track, long frameTicks) {
        this.frameTicks = frameTicks;
        countsPerPicture = track.codec() == Codec.H264 ? 2 : 1;
        parser = avcodec.av_parser_init(CodecContext.codecId(track.codec()));
        context = avcodec.avcodec_alloc_context3(null);
        if (parser != null) {
            parser.flags(AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
        }
    }

    long frameTicks() {
        return frameTicks;
    }

    /** The presentation time of the next unit in decoding order. */
    long next(ByteBuffer unit) {
        int count = pictureOrderCount(unit);
        if (count == 0) {
            base = pictures;
        } else if (count > 0 && (count & 1) != 0) {
            countsPerPicture = 1;
        }
        long place = parser == null ? pictures : base + count / countsPerPicture;
        pictures++;
        return place * frameTicks;
    }

    private int pictureOrderCount(ByteBuffer unit) {
        if (parser == null) {
            return 0;
        }
        avcodec.av_parser_parse2(
                parser,
                context,
                output,
                outputSize,
                view.at(NativeView.addressOf(unit)),
                unit.limit(),
                avutil.AV_NOPTS_VALUE,
                avutil.AV_NOPTS_VALUE,
                0);
        return parser.output_picture_number();
    }

    void restart() {
        pictures = 0;
        base = 0;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (parser != null) {
                avcodec.av_parser_close(parser);
            }
            avcodec.avcodec_free_context(context);
            output.close();
            outputSize.close();
        }
    }
}
