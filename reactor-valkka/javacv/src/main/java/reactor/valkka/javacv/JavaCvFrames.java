package reactor.valkka.javacv;

import org.bytedeco.javacv.Frame;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.PoolShare;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * Pictures as JavaCV's {@code Frame}, and back.
 *
 * <p><b>Memory:</b> {@link #of} copies nothing: the frame's buffer is a read-only view of the
 * picture's slot. {@link #tryCopy} copies, because a grabber writes its next picture to the same
 * memory. <b>Ownership:</b> the picture stays with its owner and must stay open for as long as the
 * frame made of it is used; the frame needs no closing.
 *
 * <p><b>Threads:</b> any; nothing is shared between calls.
 *
 * <p><b>Errors:</b> {@link ImageFormatException} for an image that the other side has no word for;
 * {@link IllegalStateException} for a closed picture.
 *
 * <p><b>Units:</b> a frame's timestamp is in microseconds.
 */
public final class JavaCvFrames {
    private JavaCvFrames() {}

    /** A {@code BGR24} or {@code GRAY8} picture as a frame, without a copy. */
    public static Frame of(Picture picture) {
        HostPicture host = HostPictures.of(picture);
        PictureFormat format = host.format();
        int channels = switch (format.pixelFormat()) {
            case BGR24 -> 3;
            case GRAY8 -> 1;
            default ->
                throw new ImageFormatException(
                        "a picture BGR24 or GRAY8, as JavaCV's converters have it",
                        format.pixelFormat().toString(),
                        "scale it to BGR24");
        };
        return frame(host, channels, format.planes().get(0).stride(), host.plane(0));
    }

    /** A frame around a buffer, with the picture's size, time and kind. */
    static Frame frame(HostPicture picture, int channels, int stride, ByteBuffer samples) {
        Frame frame = new Frame();
        frame.imageWidth = picture.format().width();
        frame.imageHeight = picture.format().height();
        frame.imageDepth = Frame.DEPTH_UBYTE;
        frame.imageChannels = channels;
        frame.imageStride = stride;
        frame.image = new Buffer[] {samples};
        frame.timestamp = Math.floorDiv(picture.ptsNanos(), 1_000L);
        frame.keyFrame = picture.header().keyFrame();
        frame.pictType = switch (picture.header().type()) {
            case I -> 'I';
            case P -> 'P';
            case B -> 'B';
            case UNKNOWN -> '?';
        };
        return frame;
    }

    /**
     * Copies a frame's image to a picture, or returns {@code null} when no slot is free. The caller
     * owns both.
     */
    public static @Nullable HostPicture tryCopy(
            Frame frame, PoolShare share, PictureHeader header) {
        PixelFormat format = pixelFormat(frame);
        ByteBuffer samples = ((ByteBuffer) frame.image[0]).duplicate();
        samples.position(0);
        return HostPictures.tryCopy(
                samples,
                frame.imageStride,
                format,
                frame.imageWidth,
                frame.imageHeight,
                share,
                header);
    }

    /** Bytes of a slot that holds a copy of the frame's image. */
    static int slotBytes(Frame frame) {
        return PictureFormat.of(
                        pixelFormat(frame),
                        frame.imageWidth,
                        frame.imageHeight,
                        HostPictures.ROW_ALIGNMENT)
                .slotBytes();
    }

    private static PixelFormat pixelFormat(Frame frame) {
        boolean bytes = frame.image != null
                && frame.image.length == 1
                && frame.image[0] instanceof ByteBuffer
                && Math.abs(frame.imageDepth) == Frame.DEPTH_UBYTE;
        if (bytes && frame.imageChannels == 3) {
            return PixelFormat.BGR24;
        }
        if (bytes && frame.imageChannels == 1 && frame.imageStride >= frame.imageWidth) {
            return PixelFormat.GRAY8;
        }
        throw new ImageFormatException(
                "a frame with an image of 1 or 3 channels of 8 bits",
                frame.image == null
                        ? "one without an image"
                        : frame.imageChannels + " channels of depth " + frame.imageDepth,
                "set the grabber's image mode to COLOR or GRAY");
    }
}
