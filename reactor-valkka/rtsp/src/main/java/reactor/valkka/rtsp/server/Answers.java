package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Answers that say the same wherever they are given. */
final class Answers {

    private static final String RETRY_AFTER_SECONDS = "5";

    private Answers() {}

    static RtspResponse options(RtspRequest request) {
        return RtspResponse.to(request, 200).header("Public", ServerMethods.NAMES);
    }

    /** Without a body it is a sign of life; we have no parameters that one could name. */
    static RtspResponse parameters(RtspRequest request) {
        boolean names = !request.bodyText().isBlank();
        return RtspResponse.to(request, names ? 451 : 200);
    }

    static RtspResponse notAllowed(RtspRequest request) {
        return RtspResponse.to(request, 405).header("Allow", ServerMethods.NAMES);
    }

    /** To somebody who wants to publish where one can only read. */
    static RtspResponse onlyRead(RtspRequest request) {
        return RtspResponse.to(request, 405).header("Allow", ServerMethods.READING_NAMES);
    }

    static RtspResponse notImplemented(RtspRequest request) {
        return RtspResponse.to(request, 501).header("Allow", ServerMethods.NAMES);
    }

    static RtspResponse wrongState(RtspRequest request, String allowed) {
        return RtspResponse.to(request, 455).header("Allow", allowed);
    }

    /** To somebody who publishes where somebody else does. */
    static RtspResponse occupied(RtspRequest request) {
        return reasoned(request, 403, "Somebody Else Publishes Here");
    }

    /** To somebody who wants to read what no description can say. */
    static RtspResponse uncarried(RtspRequest request) {
        return reasoned(request, 415, "RTP Can Carry None Of Its Tracks");
    }

    /** With a reason of ours in the status line, where clients show it to people. */
    static RtspResponse reasoned(RtspRequest request, int status, String reason) {
        RtspResponse plain = RtspResponse.to(request, status);
        return new RtspResponse(status, reason, plain.headers(), plain.body());
    }

    static RtspResponse described(RtspRequest request, RequestTarget target, MountOffer mount) {
        return RtspResponse.to(request, 200)
                .header("Content-Base", target.base())
                .header("Content-Type", "application/sdp")
                .header("Cache-Control", "no-cache")
                .withBody(mount.description().getBytes(StandardCharsets.UTF_8));
    }

    static RtspResponse unauthorized(RtspRequest request, List<String> challenges) {
        RtspResponse response = RtspResponse.to(request, 401);
        for (String challenge : challenges) {
            response = response.plus("WWW-Authenticate", challenge);
        }
        return response;
    }

    static RtspResponse unsupported(RtspRequest request, String options) {
        return RtspResponse.to(request, 551).header("Unsupported", options);
    }

    static RtspResponse unavailable(RtspRequest request) {
        return RtspResponse.to(request, 503).header("Retry-After", RETRY_AFTER_SECONDS);
    }

    /** The last answer of a connection. */
    static RtspResponse last(RtspResponse response) {
        return response.header("Connection", "close");
    }
}
