package reactor.valkka.sink.rtsp;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * What a mount offers.
 *
 * @param setup of its stream, without what is set aside
 * @param tracks payload type and source of each track, by index
 * @param description the same for clients
 * @param setAside a line for each track that RTP cannot carry
 */
record MountSetup(
        StreamSetup setup,
        List<Sender> tracks,
        SessionDescription description,
        List<String> setAside) {

    /**
     * How a track goes over the wire.
     *
     * @param payloadType as the description says
     * @param ssrc synchronization source
     * @param clockRateHz ticks a second of its timestamps
     */
    record Sender(int payloadType, int ssrc, int clockRateHz) {}

    /** Whether a reader of these tracks has to begin with a key frame. */
    boolean needsKeyFrame(IntPredicate takes) {
        for (Track track : setup.tracks()) {
            if (track.kind() == TrackKind.VIDEO && takes.test(track.index())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the sources are the same, so that who reads the one reads the other. */
    boolean isOf(MountSetup other) {
        return tracks.equals(other.tracks);
    }

    /** Takes copies of the lists. */
    MountSetup {
        tracks = List.copyOf(tracks);
        setAside = List.copyOf(setAside);
    }
}
