package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** The {@code Retry-After} header in seconds, RFC 2326 §12.31; dates are not read. */
final class RetryAfter {

    private static final long SECONDS_MAX = Duration.ofDays(1).toSeconds();

    private RetryAfter() {}

    static @Nullable Duration of(@Nullable String value) {
        try {
            long seconds = value == null ? 0 : Long.parseLong(value.strip());
            return seconds <= 0 ? null : Duration.ofSeconds(Math.min(seconds, SECONDS_MAX));
        } catch (NumberFormatException date) {
            return null;
        }
    }
}
