package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspRequest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * A part of a recording inside a camera or recorder. It comes as fast as it is read, or with {@link
 * #scale} at the recorder's own pace, each unit with the time at which it was captured.
 *
 * <p><b>Units:</b> presentation times are those of playing: with a scale of 4 they go on by one
 * second for four seconds of the recording, capture times by four. <b>Source:</b> ONVIF Streaming
 * Specification §6, RFC 2326 §3.7 (absolute time), §12.34 (scale).
 *
 * @param from where it begins; a recorder begins with the key frame at or before it
 * @param until where it ends, or {@code null} for the end of the recording
 * @param pictures which pictures come
 * @param interval with {@link Pictures#KEY_FRAMES}: at least so much time between two pictures;
 *     zero for all of them
 * @param scale how many times as fast as it was recorded the recorder plays; 0 for as fast as it is
 *     read
 * @param immediate whether a recorder that plays for this session stops that at once
 */
public record Replay(
        Instant from,
        @Nullable Instant until,
        Pictures pictures,
        Duration interval,
        double scale,
        boolean immediate) {

    /** The least {@link #scale}. */
    public static final double SCALE_MIN = 0.01;

    /** The greatest {@link #scale}. */
    public static final double SCALE_MAX = 1_000;

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

    /** Refuses an end before the beginning, and to play backwards. */
    public Replay {
        if (until != null && !until.isAfter(from)) {
            throw new IllegalArgumentException("expected from < until, got " + from + ", " + until);
        }
        if (interval.isNegative() || interval.compareTo(INTERVAL_MAX) > 0) {
            throw new IllegalArgumentException(
                    "interval must be 0 to " + INTERVAL_MAX + ", got " + interval);
        }
        if (scale != 0 && !(scale >= SCALE_MIN && scale <= SCALE_MAX)) {
            throw new IllegalArgumentException("scale must be 0, or " + SCALE_MIN + " to "
                    + SCALE_MAX + " (backwards cannot be decoded), got " + scale);
        }
    }

    /** Everything from a time on. */
    public static Replay from(Instant from) {
        return new Replay(from, null, Pictures.ALL, Duration.ZERO, 0, false);
    }

    /** Everything between two times. */
    public static Replay between(Instant from, Instant until) {
        return new Replay(from, until, Pictures.ALL, Duration.ZERO, 0, false);
    }

    /** A copy with all its key frames and nothing else. */
    public Replay keyFrames() {
        return keyFrames(Duration.ZERO);
    }

    /** A copy with key frames that lie at least so far apart, and nothing else. */
    public Replay keyFrames(Duration apart) {
        return new Replay(from, until, Pictures.KEY_FRAMES, apart, scale, immediate);
    }

    /** A copy that begins elsewhere, as after a break. */
    public Replay startingAt(Instant time) {
        return new Replay(time, until, pictures, interval, scale, immediate);
    }

    /**
     * A copy that the recorder plays at its own pace, so many times as fast as it was recorded, and
     * of which it may leave out what it cannot send in time. Who asks for less still holds it back.
     * {@code CameraState.Playing} says what the recorder grants: many do 1, 2, 4 and 8 alone.
     *
     * @param times {@value #SCALE_MIN} to {@value #SCALE_MAX}; 0 for as fast as it is read, the
     *     default
     */
    public Replay scale(double times) {
        return new Replay(from, until, pictures, interval, times, immediate);
    }

    /**
     * A copy that is played at once, by a recorder that would first send the rest of what it plays
     * for the same session. Default: not asked for, as each subscription has a session of its own.
     */
    public Replay immediately() {
        return new Replay(from, until, pictures, interval, scale, true);
    }

    /** The PLAY request with what makes it one of a replay. */
    RtspRequest ask(RtspRequest play) {
        RtspRequest request = play.header("Require", FEATURE)
                .header("Range", "clock=" + text(from) + '-' + (until == null ? "" : text(until)))
                .header("Rate-Control", scale == 0 ? "no" : "yes");
        if (scale != 0) {
            request = request.header("Scale", Scale.text(scale));
        }
        if (immediate) {
            request = request.header("Immediate", "yes");
        }
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
