package reactor.valkka.sink.http;

import reactor.valkka.frame.Frame;

import java.util.List;

/**
 * Boxes to draw over a camera's pictures, from one picture on until the next overlay comes or it
 * has become old.
 *
 * <p><b>Units:</b> boxes are in fractions of the shown picture, so that an analyser may look at
 * pictures of any size.
 *
 * @param pts presentation timestamp of the picture that the boxes belong to, in ticks of its track,
 *     as the source gave it
 * @param boxes to draw; none clears those before
 */
public record Overlay(long pts, List<Box> boxes) {
    private static final int BOXES_MAX = 256;

    /** Copies; more than 256 boxes are cut off. */
    public Overlay {
        boxes = List.copyOf(boxes.subList(0, Math.min(boxes.size(), BOXES_MAX)));
    }

    /** Boxes found in a picture; the picture stays the caller's. */
    public static Overlay of(Frame picture, List<Box> boxes) {
        return new Overlay(picture.pts(), boxes);
    }

    /**
     * A rectangle with a word to it.
     *
     * @param x left edge, 0 to 1
     * @param y upper edge, 0 to 1
     * @param width from 0 to 1
     * @param height from 0 to 1
     * @param label to show at it; may be empty
     */
    public record Box(double x, double y, double width, double height, String label) {
        private static final int LABEL_MAX = 80;

        /** Moves what lies outside of the picture to its edge, and shortens a long label. */
        public Box {
            x = within(x, 1);
            y = within(y, 1);
            width = within(width, 1 - x);
            height = within(height, 1 - y);
            label = label.length() > LABEL_MAX ? label.substring(0, LABEL_MAX) : label;
        }

        private static double within(double value, double max) {
            return Double.isNaN(value) ? 0 : Math.max(0, Math.min(max, value));
        }
    }
}
