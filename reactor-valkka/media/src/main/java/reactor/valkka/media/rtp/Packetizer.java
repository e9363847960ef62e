package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Puts units that are bytes as they come into RTP packets: sound, images, documents.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> the packet given to the consumer is valid during the
 * call only; position and limit of the unit stay as they are.
 */
public interface Packetizer {

    /**
     * Puts one unit into packets.
     *
     * @param unit between position and limit
     * @param rtpTimestamp of the unit
     * @param packets takes each packet, from position 0 to its limit
     */
    void packetize(ByteBuffer unit, int rtpTimestamp, Consumer<? super ByteBuffer> packets);
}
