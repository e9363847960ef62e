package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspRequest;

/** What the headers of a request say. */
final class RequestHeaders {

    private RequestHeaders() {}

    /** What the client wants us to be able to do, or {@code null} for nothing. */
    static @Nullable String required(RtspRequest request) {
        String required = request.headers().first("Require");
        return required == null ? request.headers().first("Proxy-Require") : required;
    }

    /** Whether the client takes a description as we write it. */
    static boolean takesSdp(RtspRequest request) {
        String accepted = request.headers().first("Accept");
        return accepted == null
                || accepted.isBlank()
                || accepted.contains("application/sdp")
                || accepted.contains("application/*")
                || accepted.contains("*/*");
    }

    /** Which session it is about, or {@code null} where it does not say. */
    static @Nullable String sessionId(RtspRequest request) {
        String value = request.headers().first("Session");
        if (value == null) {
            return null;
        }
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip();
    }
}
