package reactor.valkka.sink.rtsp;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
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

    /** Whether readers may go on without asking anew: there are the same tracks. */
    boolean continues(StreamSetup next) {
        List<Track> before = setup.tracks();
        List<Track> after = next.tracks();
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!continues(before.get(i), after.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Parameter sets of video go before each key frame; all else stands in the description. */
    private static boolean continues(Track before, Track after) {
        boolean same =
                before.codec() == after.codec() && before.clockRateHz() == after.clockRateHz();
        return same
                && (before.kind() == TrackKind.VIDEO
                        || before.format().equals(after.format())
                                && before.parameterSets().equals(after.parameterSets()));
    }
}
