package reactor.valkka.frame;

/**
 * One owner's reference to something that travels down a stream.
 *
 * <p><b>Ownership:</b> one reference, one owner, one {@link #close()}. {@code onNext} transfers the
 * reference: who receives it closes it. To keep a frame or to give it away twice, {@link #share()}
 * makes a second, independent reference. Once published, what a frame refers to never changes.
 *
 * <p><b>Threads:</b> a reference belongs to one owner at a time and may pass between threads with
 * it; references to the same slot are independent of each other.
 *
 * <p><b>Errors:</b> the contents of a closed reference cannot be reached: {@link
 * IllegalStateException}. Closing twice does nothing.
 */
public sealed interface Frame extends AutoCloseable permits EncodedFrame, Picture, Fragment {

    /** Value of {@link #pts()} where a frame has no time of its own. */
    long NO_PTS = Long.MIN_VALUE;

    /** The stream that the frame belongs to. */
    StreamId stream();

    /** Presentation timestamp in ticks of its track's clock, or {@link #NO_PTS}. */
    long pts();

    /** Whether the stream can be held back. */
    Pacing pacing();

    /**
     * Makes a second reference, with its own {@link #close()}.
     *
     * @throws IllegalStateException if this reference is closed
     */
    Frame share();

    /** Gives the reference back. Only the first call counts. */
    @Override
    void close();
}
