package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a client session needs to know before it begins.
 *
 * @param uri where the camera is, without credentials
 * @param credentials who we are, or {@code null}
 * @param userAgent sent with every request; some cameras refuse requests without one
 * @param deadlines how long each stage may take
 * @param reportInterval between receiver reports; some cameras hang up after 5 s without
 * @param tracks which tracks are played
 * @param transports what may carry the packets, in the order in which it is tried; never empty
 * @param transportTrial after how long without any packet the next transport is tried
 * @param redirects whether to go where the camera sends us
 */
public record SessionConfig(
        RtspUri uri,
        @Nullable Credentials credentials,
        String userAgent,
        Deadlines deadlines,
        Duration reportInterval,
        TrackSelection tracks,
        List<TransportKind> transports,
        Duration transportTrial,
        RedirectPolicy redirects) {

    /** Takes the credentials out of the address. */
    public SessionConfig {
        credentials = credentials == null ? uri.credentials() : credentials;
        uri = uri.withoutCredentials();
        transports = List.copyOf(transports);
        if (transports.isEmpty()) {
            throw new IllegalArgumentException("at least one transport must be named");
        }
        if (transportTrial.isZero() || transportTrial.isNegative()) {
            throw new IllegalArgumentException(
                    "transportTrial must be positive, got " + transportTrial);
        }
    }

    /**
     * The usual values for a camera: credentials are taken from the address, the first video is
     * played, over TCP; where several transports are named, each has 4 s to bring a packet.
     */
    public static SessionConfig of(RtspUri uri) {
        return new SessionConfig(
                uri,
                null,
                "reactor-valkka",
                Deadlines.DEFAULT,
                Duration.ofSeconds(4),
                TrackSelection.firstVideo(),
                List.of(TransportKind.TCP),
                Duration.ofSeconds(4),
                RedirectPolicy.DEFAULT);
    }

    /** A copy with other credentials. */
    public SessionConfig credentials(@Nullable Credentials value) {
        return with(copy -> copy.credentials = value);
    }

    /** A copy with other deadlines. */
    public SessionConfig deadlines(Deadlines value) {
        return with(copy -> copy.deadlines = value);
    }

    /** A copy that plays other tracks. */
    public SessionConfig tracks(TrackSelection value) {
        return with(copy -> copy.tracks = value);
    }

    /** A copy with other transports, in the order in which they are tried. */
    public SessionConfig transports(TransportKind... inOrder) {
        return with(copy -> copy.transports = List.of(inOrder));
    }

    /** A copy with another time for each transport but the last to bring a packet. */
    public SessionConfig transportTrial(Duration value) {
        return with(copy -> copy.transportTrial = value);
    }

    /** A copy that follows the camera's word otherwise. */
    public SessionConfig redirects(RedirectPolicy value) {
        return with(copy -> copy.redirects = value);
    }

    private SessionConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The values while one of them is changed. */
    private static final class Copy {
        final SessionConfig from;

        @Nullable
        Credentials credentials;

        Deadlines deadlines;
        TrackSelection tracks;
        List<TransportKind> transports;
        Duration transportTrial;
        RedirectPolicy redirects;

        Copy(SessionConfig from) {
            this.from = from;
            credentials = from.credentials;
            deadlines = from.deadlines;
            tracks = from.tracks;
            transports = from.transports;
            transportTrial = from.transportTrial;
            redirects = from.redirects;
        }

        SessionConfig config() {
            return new SessionConfig(
                    from.uri,
                    credentials,
                    from.userAgent,
                    deadlines,
                    from.reportInterval,
                    tracks,
                    transports,
                    transportTrial,
                    redirects);
        }
    }
}
