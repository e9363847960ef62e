package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspUri;

/** Where a session is, after the camera has sent us elsewhere. Source: RFC 2326 §11.3. */
final class Redirects {

    /** More than these are a circle. */
    static final int MAX = 5;

    private final RedirectPolicy policy;
    private final RtspUri first;
    private final @Nullable Credentials firstCredentials;
    private RtspUri uri;
    private @Nullable Credentials credentials;
    private boolean elsewhere;
    private int followed;

    Redirects(SessionConfig config) {
        policy = config.redirects();
        first = config.uri();
        firstCredentials = config.credentials();
        uri = first;
        credentials = firstCredentials;
    }

    /** Where the camera is now, without credentials. */
    RtspUri uri() {
        return uri;
    }

    /** What it may be told there. */
    @Nullable
    Credentials credentials() {
        return credentials;
    }

    /** Whether the last step makes a challenge of before void. */
    boolean isElsewhere() {
        return elsewhere;
    }

    boolean isRedirect(RtspResponse response) {
        int status = response.status();
        boolean moved = status >= 301 && status <= 303 || status == 305;
        return moved && policy != RedirectPolicy.REFUSE;
    }

    boolean isExhausted() {
        return followed >= MAX;
    }

    /** Goes where a header says; {@code null} where it names no place that we could go to. */
    @Nullable
    RtspUri follow(@Nullable String location) {
        RtspUri to = location == null ? null : parse(location.strip());
        if (to == null || isExhausted() || policy == RedirectPolicy.REFUSE) {
            return null;
        }
        followed++;
        elsewhere = !isSamePlace(to, uri) || to.credentials() != null;
        credentials = credentialsFor(to);
        uri = to.withoutCredentials();
        return uri;
    }

    private @Nullable Credentials credentialsFor(RtspUri to) {
        if (to.credentials() != null) {
            return to.credentials();
        }
        if (isSamePlace(to, uri)) {
            return credentials;
        }
        boolean trusted = policy == RedirectPolicy.WITH_CREDENTIALS || isSamePlace(to, first);
        return trusted ? firstCredentials : null;
    }

    private @Nullable RtspUri parse(String location) {
        if (location.startsWith("/")) {
            return new RtspUri(uri.scheme(), uri.host(), uri.port(), location, null);
        }
        try {
            RtspUri to = RtspUri.parse(location);
            return to.scheme().equals("rtspu") ? null : to;
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    private static boolean isSamePlace(RtspUri one, RtspUri other) {
        return one.scheme().equals(other.scheme())
                && one.host().equalsIgnoreCase(other.host())
                && one.port() == other.port();
    }
}
