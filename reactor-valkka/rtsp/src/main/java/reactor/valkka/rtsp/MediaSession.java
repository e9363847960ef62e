package reactor.valkka.rtsp;

/**
 * What whoever receives the packets of a session tells it.
 *
 * <p><b>Threads:</b> one. <b>Units:</b> nanoseconds of any monotonic clock.
 */
public interface MediaSession {

    /** Where the session stands. */
    Stage stage();

    /** A packet of one of the tracks came. Cheap: called for each. */
    void onMedia(long now);

    /**
     * A key frame is complete, or any unit where there is no video; before or after its last packet
     * was told of.
     */
    void onKeyFrame(long now);

    /** The camera says that its stream is over, which is how a recording ends. */
    void onBye(long now);
}
