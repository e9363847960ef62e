package reactor.valkka.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureType;
import reactor.valkka.frame.PixelFormat;

import java.util.ArrayList;
import java.util.List;

/** Reads what FFmpeg says about a decoded picture. Makes a new format only when one changes. */
final class FrameReader {
    private static final int DATA = Pointer.offsetof(AVFrame.class, "data");
    private static final int LINESIZE = Pointer.offsetof(AVFrame.class, "linesize");
    private static final int SAMPLE_ASPECT = Pointer.offsetof(AVFrame.class, "sample_aspect_ratio");
    private static final int SIGNATURE_PARTS = 14;

    private final NativeView view = new NativeView();
    private final long[] signature = new long[SIGNATURE_PARTS];
    private final long[] known = new long[SIGNATURE_PARTS];
    private @Nullable PictureFormat format;

    /** The address of the first sample. */
    long data(AVFrame frame) {
        return view.at(frame.address()).getLong(DATA);
    }

    /** How a picture lies in the slot at an address. */
    PictureFormat format(AVFrame frame, long slotAddress, int rotationDegrees) {
        sign(frame, slotAddress, rotationDegrees);
        PictureFormat last = format;
        if (last != null && java.util.Arrays.equals(signature, known)) {
            return last;
        }
        System.arraycopy(signature, 0, known, 0, SIGNATURE_PARTS);
        PictureFormat made = make();
        format = made;
        return made;
    }

    private void sign(AVFrame frame, long slotAddress, int rotationDegrees) {
        signature[0] = frame.width();
        signature[1] = frame.height();
        signature[2] = frame.format();
        signature[3] = frame.colorspace();
        signature[4] = frame.color_range();
        signature[5] = rotationDegrees;
        view.at(frame.address());
        for (int i = 0; i < 3; i++) {
            long data = view.getLong(DATA + 8L * i);
            signature[6 + i] = data == 0 ? 0 : data - slotAddress;
            signature[9 + i] = view.getInt(LINESIZE + 4L * i);
        }
        signature[12] = view.getInt(SAMPLE_ASPECT);
        signature[13] = view.getInt(SAMPLE_ASPECT + 4L);
    }

    private PictureFormat make() {
        int avFormat = (int) signature[2];
        PixelFormat pixelFormat = PixelFormats.of(avFormat);
        if (pixelFormat == null) {
            throw new IllegalStateException("A slot was given for " + PixelFormats.name(avFormat));
        }
        int width = (int) signature[0];
        int height = (int) signature[1];
        List<PictureFormat.Plane> planes = new ArrayList<>();
        for (int i = 0; i < pixelFormat.planes(); i++) {
            planes.add(new PictureFormat.Plane(
                    (int) signature[6 + i],
                    (int) signature[9 + i],
                    pixelFormat.rowBytes(i, width),
                    pixelFormat.rows(i, height)));
        }
        boolean knownAspect = signature[12] > 0 && signature[13] > 0;
        return new PictureFormat(
                pixelFormat,
                width,
                height,
                planes,
                PixelFormats.matrix((int) signature[3]),
                PixelFormats.range(avFormat, (int) signature[4]),
                knownAspect ? (int) signature[12] : 1,
                knownAspect ? (int) signature[13] : 1,
                (int) signature[5]);
    }

    static PictureType type(AVFrame frame) {
        return switch (frame.pict_type()) {
            case avutil.AV_PICTURE_TYPE_I, avutil.AV_PICTURE_TYPE_SI -> PictureType.I;
            case avutil.AV_PICTURE_TYPE_P, avutil.AV_PICTURE_TYPE_SP -> PictureType.P;
            case avutil.AV_PICTURE_TYPE_B, avutil.AV_PICTURE_TYPE_BI -> PictureType.B;
            default -> PictureType.UNKNOWN;
        };
    }

    static boolean isDamaged(AVFrame frame) {
        return frame.decode_error_flags() != 0
                || (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0;
    }
}
