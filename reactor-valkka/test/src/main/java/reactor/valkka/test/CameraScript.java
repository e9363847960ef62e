package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How a {@link FakeCamera} behaves, faults included. Immutable: each setter returns a new script.
 */
public final class CameraScript {

    CameraVideo video = CameraVideo.small();
    double framesPerSecond = 25;
    int unitsMax;

    @Nullable
    Credentials credentials;

    List<AuthChallenge> challenges = List.of();
    String session = "0badcafe;timeout=60";
    String publicMethods = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER";
    boolean senderReports;
    boolean stamped;
    Map<RtspMethod, Integer> statuses = Map.of();

    @Nullable
    RtspMethod hangAt;

    @Nullable
    RtspMethod closeAt;

    @Nullable
    RtspMethod garbageAt;

    int garbageAfter;
    int closeAfter;
    int stallAfter;
    int segmentBytes;
    boolean silent;
    boolean withoutKeyFrames;
    boolean refusingForEver;

    private CameraScript() {}

    private CameraScript(CameraScript other) {
        video = other.video;
        framesPerSecond = other.framesPerSecond;
        unitsMax = other.unitsMax;
        credentials = other.credentials;
        challenges = other.challenges;
        session = other.session;
        publicMethods = other.publicMethods;
        senderReports = other.senderReports;
        stamped = other.stamped;
        statuses = other.statuses;
        hangAt = other.hangAt;
        closeAt = other.closeAt;
        garbageAt = other.garbageAt;
        garbageAfter = other.garbageAfter;
        closeAfter = other.closeAfter;
        stallAfter = other.stallAfter;
        segmentBytes = other.segmentBytes;
        silent = other.silent;
        withoutKeyFrames = other.withoutKeyFrames;
        refusingForEver = other.refusingForEver;
    }

    private CameraScript with(Consumer<CameraScript> change) {
        CameraScript copy = new CameraScript(this);
        change.accept(copy);
        return copy;
    }

    /** A small camera with 25 units a second, open to everybody, without faults. */
    public static CameraScript usual() {
        return new CameraScript();
    }

    /** Shows another video, over and over. */
    public CameraScript video(CameraVideo value) {
        return with(script -> script.video = value);
    }

    /** Sends so many units a second; 0 for as fast as the client reads. Default 25. */
    public CameraScript framesPerSecond(double value) {
        return with(script -> script.framesPerSecond = value);
    }

    /** Ends the stream with RTCP BYE after so many units; 0, the default, for never. */
    public CameraScript unitsMax(int units) {
        return with(script -> script.unitsMax = units);
    }

    /** Lets in only who has these credentials and answers one of these challenges. */
    public CameraScript guarded(Credentials value, AuthChallenge... asked) {
        return with(script -> {
            script.credentials = value;
            script.challenges = List.of(asked);
        });
    }

    /** Gives another {@code Session} header, such as {@code "1;timeout=2"}. */
    public CameraScript session(String header) {
        return with(script -> script.session = header);
    }

    /** Names other methods in {@code Public}. */
    public CameraScript publicMethods(String header) {
        return with(script -> script.publicMethods = header);
    }

    /** Sends RTCP sender reports, the first one at once. */
    public CameraScript withSenderReports() {
        return with(script -> script.senderReports = true);
    }

    /** Writes the time of sending into each unit, see {@link SendStamp}. */
    public CameraScript withSendStamps() {
        return with(script -> script.stamped = true);
    }

    /** Answers a method with a status. */
    public CameraScript answering(RtspMethod method, int status) {
        return with(script -> {
            Map<RtspMethod, Integer> more = new EnumMap<>(RtspMethod.class);
            more.putAll(statuses);
            more.put(method, status);
            script.statuses = more;
        });
    }

    /** Never answers a method. */
    public CameraScript hangAt(RtspMethod method) {
        return with(script -> script.hangAt = method);
    }

    /** Closes the connection instead of answering a method. */
    public CameraScript closeAt(RtspMethod method) {
        return with(script -> script.closeAt = method);
    }

    /** Answers a method with noise. */
    public CameraScript garbageAt(RtspMethod method) {
        return with(script -> script.garbageAt = method);
    }

    /** Sends nothing but noise after so many units. */
    public CameraScript garbageAfter(int units) {
        return with(script -> script.garbageAfter = units);
    }

    /** Closes the connection without a word after so many units. */
    public CameraScript closeAfter(int units) {
        return with(script -> script.closeAfter = units);
    }

    /** Sends nothing any more after so many units, and keeps the connection. */
    public CameraScript stallAfter(int units) {
        return with(script -> script.stallAfter = units);
    }

    /** Writes everything in pieces of so many bytes. */
    public CameraScript segments(int bytes) {
        return with(script -> script.segmentBytes = bytes);
    }

    /** Sends no packet after PLAY. */
    public CameraScript silent() {
        return with(script -> script.silent = true);
    }

    /** Never sends a key frame. */
    public CameraScript withoutKeyFrames() {
        return with(script -> script.withoutKeyFrames = true);
    }

    /** Refuses right credentials too. */
    public CameraScript refusingForEver() {
        return with(script -> script.refusingForEver = true);
    }
}
