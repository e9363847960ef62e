package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;

/**
 * What a client session needs to know before it begins.
 *
 * @param uri where the camera is, without credentials
 * @param credentials who we are, or {@code null}
 * @param userAgent sent with every request; some cameras refuse requests without one
 * @param deadlines how long each stage may take
 * @param reportInterval between receiver reports; some cameras hang up after 5 s without
 */
public record SessionConfig(
        RtspUri uri,
        @Nullable Credentials credentials,
        String userAgent,
        Deadlines deadlines,
        Duration reportInterval) {

    /** Takes the credentials out of the address. */
    public SessionConfig {
        credentials = credentials == null ? uri.credentials() : credentials;
        uri = uri.withoutCredentials();
    }

    /** The usual values for a camera; credentials are taken from the address. */
    public static SessionConfig of(RtspUri uri) {
        return new SessionConfig(
                uri, null, "reactor-valkka", Deadlines.DEFAULT, Duration.ofSeconds(4));
    }

    /** A copy with other deadlines. */
    public SessionConfig deadlines(Deadlines value) {
        return new SessionConfig(uri, credentials, userAgent, value, reportInterval);
    }

    /** A copy with other credentials. */
    public SessionConfig credentials(@Nullable Credentials value) {
        return new SessionConfig(uri, value, userAgent, deadlines, reportInterval);
    }
}
