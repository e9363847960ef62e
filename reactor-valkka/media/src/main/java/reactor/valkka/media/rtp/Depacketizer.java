package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;

/**
 * Takes the units of one track out of the packets of one synchronization source, which come in
 * order. Another source of the same track gets another one, from {@link IncomingTrack#from}.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets lie between the buffer's position and limit,
 * stay the caller's and are not kept. <b>Memory:</b> nothing is allocated per packet.
 * <b>Errors:</b> none are thrown, whatever comes.
 */
public interface Depacketizer {

    /**
     * Takes the next packet of the track.
     *
     * @param packet of the track's payload type
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    void packet(ByteBuffer packet, long arrivalNanos);

    /**
     * Takes note of a valid packet of the same source that carries something else under another
     * payload type: it has a sequence number like the others and is not missing.
     */
    void foreign(ByteBuffer packet);

    /**
     * When {@link #onTime} wants to be called, on the clock of {@link System#nanoTime()}; {@link
     * RtpReorderBuffer#NEVER} while nothing waits. Changes with each packet.
     */
    default long wakeNanos() {
        return RtpReorderBuffer.NEVER;
    }

    /** Lets go what has waited for long enough for what was to come before it. */
    default void onTime(long now) {
        // waits for nothing
    }

    /**
     * Lets go at once what waits for what was to come before it, as when another source takes over.
     * What is unfinished stays so.
     */
    default void letGo() {
        // waits for nothing
    }

    /** Ends what has come, as when the stream ends and no packet will follow. */
    void flush(long arrivalNanos);
}
