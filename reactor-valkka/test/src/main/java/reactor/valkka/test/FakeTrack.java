package reactor.valkka.test;

import reactor.valkka.media.sdp.SdpAttribute;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One track that a {@link FakeCamera} offers: how its session description reads, and how its units
 * become packets. {@link CameraVideo} and {@link CameraAudio} are the usual ones; others can be
 * written by whoever tests a payload format.
 *
 * <p><b>Threads:</b> a track is immutable and shared by all clients of a camera; each client has a
 * {@link Sender} of its own, called by one thread.
 */
public interface FakeTrack {

    /** {@code video}, {@code audio} or {@code application}, as in the line {@code m=}. */
    String kind();

    /** Ticks of the RTP timestamp in a second. */
    int clockRateHz();

    /**
     * The payload type that the standard fixes for this format, such as 0 for µ-law; -1, the
     * default, where the camera may choose one from 96 on.
     */
    default int staticPayloadType() {
        return -1;
    }

    /**
     * Units in a second; 0, the default, for a track that follows
     * {@link CameraScript#framesPerSecond}.
     */
    default double unitsPerSecond() {
        return 0;
    }

    /** The section's attributes, without {@code control}. */
    List<SdpAttribute> attributes(int payloadType);

    /**
     * Begins to send to a client.
     *
     * @param payloadType of the packets
     * @param ssrc of the packets
     * @param sequenceNumber of the first packet
     */
    Sender sender(int payloadType, int ssrc, int sequenceNumber);

    /** What one client gets of a track. */
    interface Sender {

        /**
         * Puts a unit into packets.
         *
         * @param number of the unit, from 0 on
         * @param timestamp of its packets
         * @param packets takes each RTP packet, which is valid during the call only
         */
        void send(int number, int timestamp, Consumer<? super ByteBuffer> packets);

        /** Whether a client can begin with this unit; sender reports come before such units. */
        default boolean isEntry(int number) {
            return true;
        }
    }
}
