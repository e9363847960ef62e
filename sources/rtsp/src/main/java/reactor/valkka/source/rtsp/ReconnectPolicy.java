package reactor.valkka.source.rtsp;

import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.RtspUnsupportedException;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When a source connects again, by the reason for which it failed.
 *
 * <p>Trouble of the network: after {@code first}, then twice as long each time up to {@code max},
 * and after {@code first} again once a connection has brought pictures for ten seconds.
 * Refusals that time alone does not mend (404, no H.264): after {@code refused}. Credentials that
 * were refused: after {@code credentials}, because a few attempts in a row lock the account of many
 * cameras; {@link RtspSource#reconnectNow()} asks for an attempt at once. No wait is longer than a
 * year.
 *
 * <p>Who refuses and says when to come again ({@code Retry-After}) is left alone for as long at
 * least, but for an hour at most.
 *
 * @param enabled whether it connects again at all
 * @param first the shortest wait
 * @param max the longest wait for the network
 * @param refused the wait after a refusal
 * @param credentials the wait after refused credentials
 * @param jitter part of each wait that is random, 0 to 1, so that cameras do not come all at once
 */
public record ReconnectPolicy(
        boolean enabled,
        Duration first,
        Duration max,
        Duration refused,
        Duration credentials,
        double jitter) {

    /**
     * 250 ms doubling to 15 s; 30 s after a refusal; 30 min after refused credentials; 25 % jitter.
     */
    public static final ReconnectPolicy DEFAULT = new ReconnectPolicy(
            true,
            Duration.ofMillis(250),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofMinutes(30),
            0.25);

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration ASKED_MAX = Duration.ofHours(1);

    /** Refuses waits that are not positive. */
    public ReconnectPolicy {
        check(first, "first");
        check(refused, "refused");
        check(credentials, "credentials");
        if (max.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "expected first <= max, got " + first + " and " + max);
        }
        if (jitter < 0 || jitter > 1) {
            throw new IllegalArgumentException("jitter must be 0 to 1, got " + jitter);
        }
    }

    private static void check(Duration wait, String name) {
        if (wait.isZero() || wait.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, got " + wait);
        }
    }

    /** Never connects again: the first failure ends the stream. */
    public static ReconnectPolicy never() {
        return new ReconnectPolicy(
                false, DEFAULT.first, DEFAULT.max, DEFAULT.refused, DEFAULT.credentials, 0);
    }

    /** The default with other waits for trouble of the network. */
    public static ReconnectPolicy backoff(Duration first, Duration max) {
        return new ReconnectPolicy(
                true, first, max, DEFAULT.refused, DEFAULT.credentials, DEFAULT.jitter);
    }

    /** A copy with another wait after refusals. */
    public ReconnectPolicy refused(Duration wait) {
        return new ReconnectPolicy(enabled, first, max, wait, credentials, jitter);
    }

    /** A copy with another wait after refused credentials. */
    public ReconnectPolicy credentials(Duration wait) {
        return new ReconnectPolicy(enabled, first, max, refused, wait, jitter);
    }

    /** A copy with another random part. */
    public ReconnectPolicy jitter(double part) {
        return new ReconnectPolicy(enabled, first, max, refused, credentials, part);
    }

    /**
     * How long to wait.
     *
     * @param cause why the last connection failed
     * @param failures how many have failed in a row, at least 1
     * @param random gives numbers from 0 to 1
     */
    Duration delay(RtspException cause, int failures, DoubleSupplier random) {
        Duration base = base(cause, failures);
        Duration bounded = base.compareTo(LONGEST) < 0 ? base : LONGEST;
        double part = jitter * random.getAsDouble();
        Duration ours = Duration.ofNanos((long) (bounded.toNanos() * (1 - part)));
        Duration asked = Duration.ofNanos((long) (asked(cause).toNanos() * (1 + part)));
        return ours.compareTo(asked) < 0 ? asked : ours;
    }

    /** How long the camera wants to be left alone; zero where it does not say. */
    private static Duration asked(RtspException cause) {
        Duration after = cause instanceof RtspStatusException status ? status.retryAfter() : null;
        if (after == null) {
            return Duration.ZERO;
        }
        return after.compareTo(ASKED_MAX) < 0 ? after : ASKED_MAX;
    }

    private Duration base(RtspException cause, int failures) {
        if (cause instanceof RtspAuthenticationException) {
            return credentials;
        }
        if (cause instanceof RtspUnsupportedException
                || cause instanceof RtspStatusException status && !mayPass(status)) {
            return refused;
        }
        Duration longest = max.compareTo(LONGEST) < 0 ? max : LONGEST;
        Duration doubled = first;
        for (int i = 1; i < failures && doubled.compareTo(longest) < 0; i++) {
            doubled = doubled.multipliedBy(2);
        }
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }

    private static boolean mayPass(RtspStatusException cause) {
        return switch (cause.refusal()) {
            case BUSY, SESSION_LOST -> true;
            case OTHER -> cause.status() >= 500;
            case NOT_FOUND, FORBIDDEN, TRANSPORT, MOVED, UNSUPPORTED -> false;
        };
    }
}
