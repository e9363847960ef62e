package reactor.valkka.examples.support;

import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_EXTERNAL;
import static org.bytedeco.opencv.global.opencv_imgproc.boundingRect;
import static org.bytedeco.opencv.global.opencv_imgproc.dilate;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;
import static org.bytedeco.opencv.global.opencv_video.createBackgroundSubtractorMOG2;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_video.BackgroundSubtractorMOG2;

import reactor.valkka.frame.Picture;
import reactor.valkka.javacv.Mats;
import reactor.valkka.sink.http.Overlay;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what moves in front of a still background, with OpenCV: learns the background from the
 * pictures (MOG2), and draws a box around each larger spot that differs from it.
 *
 * <p><b>Shape:</b> stateful, one for each camera; feed it pictures of one size, in order, grey or
 * BGR. <b>Threads:</b> one at a time; {@link #close()} may come from any. <b>Ownership:</b> borrows
 * the pictures; owns OpenCV objects until it is closed. <b>Units:</b> boxes in fractions of the
 * picture.
 */
public final class MotionDetector implements AutoCloseable {
    private static final double DIFFERENCE = 25;
    private static final double SPOT_PART_MIN = 0.0012;
    private static final double CHANGE_PART_MAX = 0.4;
    private static final int NOISE_PIXELS = 5;

    private final BackgroundSubtractorMOG2 background;
    private final Mat foreground = new Mat();
    private final Mat brush;
    private final int pictures;
    private int seen;
    private boolean closed;

    /**
     * A detector without a background yet.
     *
     * @param pictures that make the background: what stands still for so many becomes part of it
     */
    public MotionDetector(int pictures) {
        this.pictures = pictures;
        background = createBackgroundSubtractorMOG2(pictures, DIFFERENCE, false);
        try (Size size = new Size(7, 11)) {
            brush = getStructuringElement(MORPH_ELLIPSE, size);
        }
    }

    /**
     * Boxes around what moves. None before the background is known, nor where so much has changed
     * that it must be another scene or another light.
     */
    public synchronized List<Overlay.Box> detect(Picture picture) {
        return closed ? List.of() : Mats.use(picture, this::detect);
    }

    private List<Overlay.Box> detect(Mat image) {
        background.apply(image, foreground);
        medianBlur(foreground, foreground, NOISE_PIXELS);
        double pixels = (double) image.rows() * image.cols();
        boolean sceneChange = opencv_core.countNonZero(foreground) > CHANGE_PART_MAX * pixels;
        if (++seen < pictures / 10 || sceneChange) {
            return List.of();
        }
        dilate(foreground, foreground, brush);
        return spots(image, SPOT_PART_MIN * pixels);
    }

    private List<Overlay.Box> spots(Mat image, double pixelsMin) {
        List<Overlay.Box> boxes = new ArrayList<>();
        try (MatVector contours = new MatVector()) {
            findContours(foreground, contours, RETR_EXTERNAL, CHAIN_APPROX_SIMPLE);
            for (long i = 0; i < contours.size(); i++) {
                try (Mat contour = contours.get(i);
                        Rect spot = boundingRect(contour)) {
                    if (spot.area() >= pixelsMin) {
                        boxes.add(box(spot, image.cols(), image.rows()));
                    }
                }
            }
        }
        return boxes;
    }

    private static Overlay.Box box(Rect spot, double width, double height) {
        return new Overlay.Box(
                spot.x() / width,
                spot.y() / height,
                spot.width() / width,
                spot.height() / height,
                "");
    }

    /** Frees what OpenCV holds; pictures that come later have no boxes. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            background.close();
            foreground.close();
            brush.close();
        }
    }
}
