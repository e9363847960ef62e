package reactor.valkka.rtsp;

import java.time.Duration;

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
 * @param silence without any packet while playing, before the media counts as stalled
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

    /**
     * 5 s to resolve, 5 s to connect, 10 s each to describe, set up, play and for the first packet,
     * 20 s for the first key frame (cameras have groups of 10 s), 10 s of silence, 1 s to say
     * goodbye.
     */
    public static final Deadlines DEFAULT = of(10).resolve(Duration.ofSeconds(5))
            .connect(Duration.ofSeconds(5))
            .firstKeyFrame(Duration.ofSeconds(20))
            .teardown(Duration.ofSeconds(1));

    /** Refuses waits that are zero or negative. */
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
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, got " + duration);
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
        return new Deadlines(
                value,
                connect,
                describe,
                setup,
                play,
                firstPacket,
                firstKeyFrame,
                silence,
                teardown);
    }

    /** A copy with another deadline for connecting. */
    public Deadlines connect(Duration value) {
        return new Deadlines(
                resolve,
                value,
                describe,
                setup,
                play,
                firstPacket,
                firstKeyFrame,
                silence,
                teardown);
    }

    /** A copy with another deadline for OPTIONS and DESCRIBE. */
    public Deadlines describe(Duration value) {
        return new Deadlines(
                resolve,
                connect,
                value,
                setup,
                play,
                firstPacket,
                firstKeyFrame,
                silence,
                teardown);
    }

    /** A copy with another deadline for SETUP. */
    public Deadlines setup(Duration value) {
        return new Deadlines(
                resolve,
                connect,
                describe,
                value,
                play,
                firstPacket,
                firstKeyFrame,
                silence,
                teardown);
    }

    /** A copy with another deadline for PLAY. */
    public Deadlines play(Duration value) {
        return new Deadlines(
                resolve,
                connect,
                describe,
                setup,
                value,
                firstPacket,
                firstKeyFrame,
                silence,
                teardown);
    }

    /** A copy with another deadline for the first packet. */
    public Deadlines firstPacket(Duration value) {
        return new Deadlines(
                resolve, connect, describe, setup, play, value, firstKeyFrame, silence, teardown);
    }

    /** A copy with another deadline for the first key frame. */
    public Deadlines firstKeyFrame(Duration value) {
        return new Deadlines(
                resolve, connect, describe, setup, play, firstPacket, value, silence, teardown);
    }

    /** A copy with another bound for silence while playing. */
    public Deadlines silence(Duration value) {
        return new Deadlines(
                resolve,
                connect,
                describe,
                setup,
                play,
                firstPacket,
                firstKeyFrame,
                value,
                teardown);
    }

    /** A copy with another deadline for saying goodbye. */
    public Deadlines teardown(Duration value) {
        return new Deadlines(
                resolve,
                connect,
                describe,
                setup,
                play,
                firstPacket,
                firstKeyFrame,
                silence,
                value);
    }
}
