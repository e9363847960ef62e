package reactor.valkka.media.bitstream;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;

/**
 * The optional video usability information (VUI) of an H.264 sequence parameter set. A value that
 * the stream does not give, or gives in a way that cannot be read, has its default.
 *
 * @param sampleAspectWidth width of a pixel relative to its height, 1 by default
 * @param sampleAspectHeight height of a pixel relative to its width, 1 by default
 * @param colorMatrix how luma and chroma make a colour
 * @param colorRange which values stand for black and white
 * @param unitsInTick with {@code timeScale}, the length of a field; 0 by default
 * @param timeScale ticks per second, unsigned; 0 by default
 * @param fixedFrameRate pictures are said to be evenly spaced
 * @param reorderFramesMax {@code max_num_reorder_frames}, −1 by default
 * @param decodedFramesMax {@code max_dec_frame_buffering}, −1 by default
 */
public record VideoUsability(
        int sampleAspectWidth,
        int sampleAspectHeight,
        ColorMatrix colorMatrix,
        ColorRange colorRange,
        long unitsInTick,
        long timeScale,
        boolean fixedFrameRate,
        int reorderFramesMax,
        int decodedFramesMax) {

    static final VideoUsability NONE = new VideoUsability(
            1, 1, ColorMatrix.UNSPECIFIED, ColorRange.LIMITED, 0, 0, false, -1, -1);

    /** Declared pictures per second, 0 if none or nonsense. */
    public double framesPerSecond() {
        if (unitsInTick == 0 || timeScale == 0) {
            return 0;
        }
        double rate = timeScale / (2.0 * unitsInTick);
        return rate >= 1.0 / 3600 && rate <= 1000 ? rate : 0;
    }
}
