package reactor.valkka.frame;

/**
 * What is known of a picture beside its samples; shared by all references to it.
 *
 * @param stream that the picture belongs to
 * @param pacing who sets the speed of that stream
 * @param clockRateHz ticks per second of {@code pts}
 * @param pts presentation timestamp in ticks
 * @param firstArrivalNanos when the first of its data arrived, on the clock of {@link
 *     System#nanoTime()}
 * @param arrivalNanos when the last of its data arrived, on the same clock
 * @param decodedNanos when it came out of its decoder, on the same clock
 * @param capturedNanos wall-clock time of capture in nanoseconds since 1970
 * @param origin where {@code capturedNanos} comes from
 * @param type how the picture was coded
 * @param keyFrame decoding could have started with this picture
 * @param damaged the decoder reported errors or missing references
 */
public record PictureHeader(
        StreamId stream,
        Pacing pacing,
        int clockRateHz,
        long pts,
        long firstArrivalNanos,
        long arrivalNanos,
        long decodedNanos,
        long capturedNanos,
        CaptureOrigin origin,
        PictureType type,
        boolean keyFrame,
        boolean damaged) {

    /** A header of a picture that was not decoded but made: a raw camera's, a drawing. */
    public static PictureHeader raw(
            StreamId stream, Pacing pacing, int clockRateHz, long pts, long capturedNanos) {
        long now = System.nanoTime();
        return new PictureHeader(
                stream,
                pacing,
                clockRateHz,
                pts,
                now,
                now,
                now,
                capturedNanos,
                CaptureOrigin.ARRIVAL,
                PictureType.I,
                true,
                false);
    }
}
