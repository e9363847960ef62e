package reactor.valkka.frame;

/** What is known of a track's contents before its first unit. */
public sealed interface TrackFormat {

    /** Nothing is known, or nothing more is needed. */
    record Unknown() implements TrackFormat {}

    /**
     * Pictures.
     *
     * @param width shown width in pixels, after cropping
     * @param height shown height in pixels, after cropping
     * @param sampleAspectWidth width of a pixel relative to its height; 1 where unknown
     * @param sampleAspectHeight height of a pixel relative to its width; 1 where unknown
     * @param framesPerSecond rate that the stream declares, 0 where it declares none; cameras often
     *     declare a wrong one
     * @param reorderDepth pictures that may come before one in decoding order and after it in
     *     output order, −1 where the stream does not say
     * @param decodedPicturesMax pictures that a decoder holds for this stream at most, as its
     *     parameter sets say
     * @param rotationDegrees clockwise rotation to show it upright: 0, 90, 180 or 270
     */
    record Video(
            int width,
            int height,
            int sampleAspectWidth,
            int sampleAspectHeight,
            double framesPerSecond,
            int reorderDepth,
            int decodedPicturesMax,
            int rotationDegrees)
            implements TrackFormat {}

    /**
     * Sound.
     *
     * @param sampleRateHz samples per second and channel
     * @param channels number of channels
     */
    record Audio(int sampleRateHz, int channels) implements TrackFormat {}
}
