package reactor.valkka.rtsp;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long each stage of a session may take. Every wait of a session is one of these.
 *
 * @param resolve looking up the camera's name
 * @param connect making the connection
 * @param describe OPTIONS and DESCRIBE, with authentication
 * @param setup SETUP
 * @param play PLAY
 * @param firstPacket from the answer to PLAY to the first packet
 * @param firstKeyFrame from the first packet to the first complete key frame
 * @param silence without any packet while playing, before the media counts as stalled; where a
 *     video has begun, without any of video
 * @param teardown for the answer to TEARDOWN, in the background
 */
public record Deadlines(
        Duration resolve,
        Duration connect,
        Duration describe,
        Duration setup,
        Duration play,
        Duration firstPacket,
        Duration firstKeyFrame,
        Duration silence,
        Duration teardown) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * 5 s to resolve, 5 s to connect, 10 s each to describe, set up, play and for the first packet,
     * 20 s for the first key frame (cameras have groups of 10 s), 10 s of silence, 1 s to say
     * goodbye.
     */
    public static final Deadlines DEFAULT = of(10).resolve(Duration.ofSeconds(5))
            .connect(Duration.ofSeconds(5))
            .firstKeyFrame(Duration.ofSeconds(20))
            .teardown(Duration.ofSeconds(1));

    /** Refuses waits that are zero or negative, and those of more than a day. */
    public Deadlines {
        check(resolve, "resolve");
        check(connect, "connect");
        check(describe, "describe");
        check(setup, "setup");
        check(play, "play");
        check(firstPacket, "firstPacket");
        check(firstKeyFrame, "firstKeyFrame");
        check(silence, "silence");
        check(teardown, "teardown");
    }

    private static void check(Duration duration, String name) {
        boolean positive = !duration.isZero() && !duration.isNegative();
        if (!positive || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + " must be positive and at most a day, got " + duration);
        }
    }

    /** The same for all stages, as tests want it. */
    public static Deadlines all(Duration each) {
        return new Deadlines(each, each, each, each, each, each, each, each, each);
    }

    private static Deadlines of(int seconds) {
        return all(Duration.ofSeconds(seconds));
    }

    /** The deadline of a stage; silence for the last one. */
    public Duration of(Stage stage) {
        return switch (stage) {
            case RESOLVE -> resolve;
            case CONNECT -> connect;
            case DESCRIBE -> describe;
            case SETUP -> setup;
            case PLAY -> play;
            case FIRST_PACKET -> firstPacket;
            case FIRST_KEY_FRAME -> firstKeyFrame;
            case PLAYING -> silence;
        };
    }

    /** A copy with another deadline for resolving. */
    public Deadlines resolve(Duration value) {
        return with(copy -> copy.resolve = value);
    }

    /** A copy with another deadline for connecting. */
    public Deadlines connect(Duration value) {
        return with(copy -> copy.connect = value);
    }

    /** A copy with another deadline for OPTIONS and DESCRIBE. */
    public Deadlines describe(Duration value) {
        return with(copy -> copy.describe = value);
    }

    /** A copy with another deadline for SETUP. */
    public Deadlines setup(Duration value) {
        return with(copy -> copy.setup = value);
    }

    /** A copy with another deadline for PLAY. */
    public Deadlines play(Duration value) {
        return with(copy -> copy.play = value);
    }

    /** A copy with another deadline for the first packet. */
    public Deadlines firstPacket(Duration value) {
        return with(copy -> copy.firstPacket = value);
    }

    /** A copy with another deadline for the first key frame. */
    public Deadlines firstKeyFrame(Duration value) {
        return with(copy -> copy.firstKeyFrame = value);
    }

    /** A copy with another bound for silence while playing. */
    public Deadlines silence(Duration value) {
        return with(copy -> copy.silence = value);
    }

    /** A copy with another deadline for saying goodbye. */
    public Deadlines teardown(Duration value) {
        return with(copy -> copy.teardown = value);
    }

    private Deadlines with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.deadlines();
    }

    /** The deadlines while one of them is changed. */
    private static final class Copy {
        Duration resolve;
        Duration connect;
        Duration describe;
        Duration setup;
        Duration play;
        Duration firstPacket;
        Duration firstKeyFrame;
        Duration silence;
        Duration teardown;

        Copy(Deadlines from) {
            resolve = from.resolve;
            connect = from.connect;
            describe = from.describe;
            setup = from.setup;
            play = from.play;
            firstPacket = from.firstPacket;
            firstKeyFrame = from.firstKeyFrame;
            silence = from.silence;
            teardown = from.teardown;
        }

        Deadlines deadlines() {
            return new Deadlines(
                    resolve,
                    connect,
                    describe,
                    setup,
                    play,
                    firstPacket,
                    firstKeyFrame,
                    silence,
                    teardown);
        }
    }
}
