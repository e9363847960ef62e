package reactor.valkka.sink.http;

import io.netty.handler.codec.http.HttpHeaders;

/**
 * Headers on every answer: the page may load nothing from elsewhere, nobody may frame it, nothing
 * is stored, and other sites may not embed the streams.
 */
final class SecurityHeaders {
    private static final String CONTENT_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    private SecurityHeaders() {}

    static void addTo(HttpHeaders headers) {
        headers.set("Content-Security-Policy", CONTENT_POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Resource-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
                .set("Cache-Control", "no-store");
    }
}
