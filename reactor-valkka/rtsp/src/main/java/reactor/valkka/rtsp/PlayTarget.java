package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.ControlUrl;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;
import java.util.Objects;

/** What is asked for: which URLs and which track, as the camera's description says. */
final class PlayTarget {

    private static final TransportHeader ASKED = TransportHeader.interleaved(0);

    private String baseUri;
    private String playUri;
    private List<String> controls = List.of();
    private int control;
    private @Nullable TrackChoice choice;

    PlayTarget(String uri) {
        baseUri = uri;
        playUri = uri;
    }

    /** The URL of OPTIONS and DESCRIBE. */
    String describeUri() {
        return baseUri;
    }

    /** The URL of SETUP. */
    String setupUri() {
        return controls.get(control);
    }

    /** The URL of everything that concerns the session as a whole. */
    String playUri() {
        return playUri;
    }

    /** The transport to ask for. */
    static TransportHeader transport() {
        return ASKED;
    }

    /** Takes in the description; false where it offers nothing that can be played. */
    boolean describe(SessionDescription description, RtspResponse response) {
        choice = TrackChoice.of(description);
        if (choice == null) {
            return false;
        }
        baseUri = ControlUrl.base(
                baseUri,
                response.headers().first("Content-Base"),
                response.headers().first("Content-Location"));
        playUri = ControlUrl.candidates(baseUri, description.control()).get(0);
        controls = ControlUrl.candidates(baseUri, choice.media().control());
        return true;
    }

    /** Takes the other meaning of the track's control URL; false where there is none. */
    boolean tryNextControl() {
        if (control + 1 >= controls.size()) {
            return false;
        }
        control++;
        return true;
    }

    /**
     * The track with the transport that the camera granted, or the one asked for where it is mum.
     */
    SessionAction.TrackReady granted(RtspResponse response) {
        String granted = response.headers().first("Transport");
        TransportHeader transport = granted == null ? null : TransportHeader.parse(granted);
        TransportHeader used =
                transport == null || transport.interleaved() == null ? ASKED : transport;
        TrackChoice track = Objects.requireNonNull(choice);
        return new SessionAction.TrackReady(track.media(), track.map(), used);
    }
}
