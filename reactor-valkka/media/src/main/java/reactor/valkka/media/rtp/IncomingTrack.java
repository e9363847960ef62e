package reactor.valkka.media.rtp;

/**
 * One track as it comes over RTP. It outlives the synchronization sources that send it: a camera
 * may begin anew under another one.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> an unfinished unit belongs to the track until {@link
 * #close()}.
 */
public interface IncomingTrack extends AutoCloseable {

    /**
     * A source begins, or takes over from another one; the depacketizer of that one is not used any
     * more.
     *
     * @param timeline of the source
     * @param sequence of the source
     * @param clock tells capture times
     */
    Depacketizer from(RtpTimeline timeline, SequenceTracker sequence, CaptureClock clock);

    /**
     * The source falls away and another one will take over: what is unfinished goes, and what
     * comes next is flagged as coming after a loss and a discontinuity.
     */
    void interrupted();

    /** Time does not simply go on with the next unit, though nothing is missing. */
    void discontinuity();

    /** Gives the slot of an unfinished unit back. */
    @Override
    void close();
}
