package reactor.valkka.sink.rtsp;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;

/**
 * What a mount offers.
 *
 * @param setup of its stream
 * @param tracks payload type and source of each track, by index
 * @param description the same for clients
 */
record MountSetup(StreamSetup setup, List<Sender> tracks, SessionDescription description) {

    /**
     * How a track goes over the wire.
     *
     * @param payloadType as the description says
     * @param ssrc synchronization source
     * @param clockRateHz ticks a second of its timestamps
     */
    record Sender(int payloadType, int ssrc, int clockRateHz) {}

    /** Takes a copy of the list. */
    MountSetup {
        tracks = List.copyOf(tracks);
    }
}
