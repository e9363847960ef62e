package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspRequest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A part of a recording inside a camera or recorder. It comes as fast as it is read, each unit with
 * the time at which it was captured.
 *
 * <p><b>Source:</b> ONVIF Streaming Specification §6, RFC 2326 §3.7 (absolute time).
 *
 * @param from where it begins; a recorder begins with the key frame at or before it
 * @param until where it ends, or {@code null} for the end of the recording
 * @param pictures which pictures come
 * @param interval with {@link Pictures#KEY_FRAMES}: at least so much time between two pictures;
 *     zero for all of them
 */
public record Replay(Instant from, @Nullable Instant until, Pictures pictures, Duration interval) {

    /** What the recorder requires us to say. */
    static final String FEATURE = "onvif-replay";

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration INTERVAL_MAX = Duration.ofDays(1);

    /** Which pictures of a recording come. */
    public enum Pictures {
        /** All. */
        ALL,
        /** Key frames only. */
        KEY_FRAMES
    }

    /** Refuses an end before the beginning. */
    public Replay {
        if (until != null && !until.isAfter(from)) {
            throw new IllegalArgumentException("expected from < until, got " + from + ", " + until);
        }
        if (interval.isNegative() || interval.compareTo(INTERVAL_MAX) > 0) {
            throw new IllegalArgumentException(
                    "interval must be 0 to " + INTERVAL_MAX + ", got " + interval);
        }
    }

    /** Everything from a time on. */
    public static Replay from(Instant from) {
        return new Replay(from, null, Pictures.ALL, Duration.ZERO);
    }

    /** Everything between two times. */
    public static Replay between(Instant from, Instant until) {
        return new Replay(from, until, Pictures.ALL, Duration.ZERO);
    }

    /** A copy with all its key frames and nothing else. */
    public Replay keyFrames() {
        return keyFrames(Duration.ZERO);
    }

    /** A copy with key frames that lie at least so far apart, and nothing else. */
    public Replay keyFrames(Duration apart) {
        return new Replay(from, until, Pictures.KEY_FRAMES, apart);
    }

    /** A copy that begins elsewhere, as after a break. */
    public Replay startingAt(Instant time) {
        return new Replay(time, until, pictures, interval);
    }

    /** The PLAY request with what makes it one of a replay. */
    RtspRequest ask(RtspRequest play) {
        RtspRequest request = play.header("Require", FEATURE)
                .header("Range", "clock=" + text(from) + '-' + (until == null ? "" : text(until)))
                .header("Rate-Control", "no");
        if (pictures == Pictures.ALL) {
            return request;
        }
        long millis = interval.toMillis();
        return request.header("Frames", millis == 0 ? "intra" : "intra/" + millis);
    }

    private static String text(Instant time) {
        return CLOCK.format(time.truncatedTo(ChronoUnit.MILLIS));
    }
}
