package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspHeaders;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/**
 * The {@code Retry-After} header, in seconds or as a date, RFC 2326 §12.31, RFC 2616 §14.37. A date
 * is one of the camera's clock, and told by it: the {@code Date} of the same answer says what time
 * it is there. Without one our own clock has to do.
 */
final class RetryAfter {

    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** How long to stay away, a day at most; {@code null} where that is not said or over. */
    static @Nullable Duration of(RtspHeaders answer, Instant now) {
        String value = answer.first("Retry-After");
        if (value == null) {
            return null;
        }
        String time = value.split("[(;]", 2)[0].strip();
        Duration asked = seconds(time);
        if (asked == null) {
            Instant until = date(time);
            Instant said = date(answer.first("Date"));
            asked = until == null
                    ? Duration.ZERO
                    : Duration.between(said == null ? now : said, until);
        }
        if (asked.isZero() || asked.isNegative()) {
            return null;
        }
        return asked.compareTo(LONGEST) < 0 ? asked : LONGEST;
    }

    private static @Nullable Duration seconds(String time) {
        try {
            return Duration.ofSeconds(Long.parseLong(time));
        } catch (NumberFormatException date) {
            return null;
        }
    }

    private static @Nullable Instant date(@Nullable String value) {
        try {
            return value == null
                    ? null
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value.strip()));
        } catch (DateTimeException noDate) {
            return null;
        }
    }
}
