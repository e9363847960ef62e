package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Pacing;
import reactor.valkka.media.rtcp.ClockPolicy;
import reactor.valkka.media.rtp.ReorderLimits;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.Redaction;
import reactor.valkka.media.rtsp.RtspMethod;
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
 * @param keepAliveMethod the only request that keeps the session alive, or {@code null} to go by
 *     what the camera lists and answers
 * @param keepAliveInterval between two of them, or {@code null} for half the camera's timeout, at
 *     most 30 s
 * @param replay the part of a recording to play, or {@code null} for what the camera sees now
 * @param receiver how what comes is received
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
        RedirectPolicy redirects,
        @Nullable RtspMethod keepAliveMethod,
        @Nullable Duration keepAliveInterval,
        @Nullable Replay replay,
        ReceiverOptions receiver) {

    private static final Duration KEEP_ALIVE_MIN = Duration.ofSeconds(1);
    private static final List<RtspMethod> KEEP_ALIVE_METHODS =
            List.of(RtspMethod.OPTIONS, RtspMethod.GET_PARAMETER, RtspMethod.SET_PARAMETER);

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
        if (keepAliveInterval != null && keepAliveInterval.compareTo(KEEP_ALIVE_MIN) < 0) {
            throw new IllegalArgumentException(
                    "keepAliveInterval must be at least 1 s, got " + keepAliveInterval);
        }
        if (keepAliveMethod != null && !KEEP_ALIVE_METHODS.contains(keepAliveMethod)) {
            throw new IllegalArgumentException("keepAliveMethod must be one of "
                    + KEEP_ALIVE_METHODS + ", got " + keepAliveMethod);
        }
        if (reportInterval.isZero() || reportInterval.isNegative()) {
            throw new IllegalArgumentException(
                    "reportInterval must be positive, got " + reportInterval);
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
                RedirectPolicy.DEFAULT,
                null,
                null,
                null,
                ReceiverOptions.DEFAULT);
    }

    /** Takes the secrets of this session out of what the camera says. */
    Redaction redaction() {
        return new Redaction(credentials);
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

    /** A copy that calls itself otherwise. */
    public SessionConfig userAgent(String value) {
        return with(copy -> copy.userAgent = value);
    }

    /** A copy that reports at another interval. */
    public SessionConfig reportInterval(Duration value) {
        return with(copy -> copy.reportInterval = value);
    }

    /** A copy that keeps the session alive by this request only; {@code null}: by the camera. */
    public SessionConfig keepAliveMethod(@Nullable RtspMethod value) {
        return with(copy -> copy.keepAliveMethod = value);
    }

    /** A copy with another interval of keep-alives; {@code null} goes by the camera. */
    public SessionConfig keepAliveInterval(@Nullable Duration value) {
        return with(copy -> copy.keepAliveInterval = value);
    }

    /**
     * A copy that plays a part of a recording; {@code null} plays what the camera sees now. Use it
     * over {@link TransportKind#TCP}, where reading slowly holds the recorder back.
     */
    public SessionConfig replay(@Nullable Replay value) {
        Pacing pacing = value == null ? Pacing.LIVE : Pacing.ON_DEMAND;
        return with(copy -> {
            copy.replay = value;
            copy.receiver = copy.receiver.pacing(pacing);
        });
    }

    /** A copy that goes by another clock. */
    public SessionConfig clock(ClockPolicy value) {
        return with(copy -> copy.receiver = copy.receiver.clock(value));
    }

    /** A copy whose datagrams wait otherwise for those before them. */
    public SessionConfig reorder(ReorderLimits value) {
        return with(copy -> copy.receiver = copy.receiver.reorder(value));
    }

    private SessionConfig with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.config();
    }

    /** The values while one of them is changed. */
    private static final class Copy {
        final RtspUri uri;

        @Nullable
        Credentials credentials;

        String userAgent;
        Deadlines deadlines;
        Duration reportInterval;
        TrackSelection tracks;
        List<TransportKind> transports;
        Duration transportTrial;
        RedirectPolicy redirects;

        @Nullable
        RtspMethod keepAliveMethod;

        @Nullable
        Duration keepAliveInterval;

        @Nullable
        Replay replay;

        ReceiverOptions receiver;

        Copy(SessionConfig from) {
            uri = from.uri;
            userAgent = from.userAgent;
            reportInterval = from.reportInterval;
            keepAliveMethod = from.keepAliveMethod;
            keepAliveInterval = from.keepAliveInterval;
            replay = from.replay;
            receiver = from.receiver;
            credentials = from.credentials;
            deadlines = from.deadlines;
            tracks = from.tracks;
            transports = from.transports;
            transportTrial = from.transportTrial;
            redirects = from.redirects;
        }

        SessionConfig config() {
            return new SessionConfig(
                    uri,
                    credentials,
                    userAgent,
                    deadlines,
                    reportInterval,
                    tracks,
                    transports,
                    transportTrial,
                    redirects,
                    keepAliveMethod,
                    keepAliveInterval,
                    replay,
                    receiver);
        }
    }
}
