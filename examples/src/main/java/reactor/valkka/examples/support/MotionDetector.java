package reactor.valkka.examples.support;

import static org.bytedeco.opencv.global.opencv_imgproc.CHAIN_APPROX_SIMPLE;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.RETR_EXTERNAL;
import static org.bytedeco.opencv.global.opencv_imgproc.THRESH_BINARY;
import static org.bytedeco.opencv.global.opencv_imgproc.accumulateWeighted;
import static org.bytedeco.opencv.global.opencv_imgproc.boundingRect;
import static org.bytedeco.opencv.global.opencv_imgproc.dilate;
import static org.bytedeco.opencv.global.opencv_imgproc.findContours;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;
import static org.bytedeco.opencv.global.opencv_imgproc.medianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.threshold;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;

import reactor.valkka.frame.Picture;
import reactor.valkka.javacv.Mats;
import reactor.valkka.sink.http.Overlay;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds what moves in front of a still background, with OpenCV: learns the background as a running
 * mean of the pictures, and draws a box around each larger spot that differs from it. Uses no part
 * of OpenCV but its core and image processing: others need a desktop's libraries.
 *
 * <p><b>Shape:</b> stateful, one for each camera; feed it pictures of one size, in order, grey.
 * <b>Threads:</b> one at a time; {@link #close()} may come from any. <b>Ownership:</b> borrows
 * the pictures; owns OpenCV objects until it is closed. <b>Units:</b> boxes in fractions of the
 * picture.
 */
public final class MotionDetector implements AutoCloseable {
    private static final double DIFFERENCE = 25;
    private static final double FOREGROUND = 255;
    private static final double SPOT_PART_MIN = 0.0012;
    private static final double CHANGE_PART_MAX = 0.4;
    private static final int NOISE_PIXELS = 5;

    private final Mat mean = new Mat();
    private final Mat background = new Mat();
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
        learn(image);
        opencv_core.absdiff(image, background, foreground);
        threshold(foreground, foreground, DIFFERENCE, FOREGROUND, THRESH_BINARY);
        medianBlur(foreground, foreground, NOISE_PIXELS);
        double pixels = (double) image.rows() * image.cols();
        boolean sceneChange = opencv_core.countNonZero(foreground) > CHANGE_PART_MAX * pixels;
        if (++seen < pictures / 10 || sceneChange) {
            return List.of();
        }
        dilate(foreground, foreground, brush);
        return spots(image, SPOT_PART_MIN * pixels);
    }

    /** Averages the first pictures evenly, later ones with the weight that is asked for. */
    private void learn(Mat image) {
        if (mean.empty()) {
            image.convertTo(mean, opencv_core.CV_32F);
        } else {
            accumulateWeighted(image, mean, 1.0 / Math.min(pictures, seen + 1));
        }
        mean.convertTo(background, opencv_core.CV_8U);
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
            mean.close();
            background.close();
            foreground.close();
            brush.close();
        }
    }
}
