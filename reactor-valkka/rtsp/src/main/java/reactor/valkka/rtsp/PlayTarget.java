package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.ControlUrl;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;
import java.util.stream.Stream;

/** The URLs of a session, as the camera's description says. */
final class PlayTarget {

    private final String uri;
    private String baseUri;
    private String playUri;

    PlayTarget(String uri) {
        this.uri = uri;
        baseUri = uri;
        playUri = uri;
    }

    /** The URL of OPTIONS and DESCRIBE. */
    String describeUri() {
        return baseUri;
    }

    /** The URLs that the session as a whole may have, the likeliest first. */
    List<String> playUris() {
        return Stream.of(playUri, baseUri, uri).distinct().toList();
    }

    /** The URLs that a section's control attribute may mean, the likelier one first. */
    List<String> setupUris(String control) {
        return ControlUrl.candidates(baseUri, control);
    }

    /** Takes in the description. */
    void describe(SessionDescription description, RtspResponse response) {
        baseUri = ControlUrl.base(
                baseUri,
                response.headers().first("Content-Base"),
                response.headers().first("Content-Location"));
        playUri = ControlUrl.candidates(baseUri, description.control()).get(0);
    }
}
