package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.TransportHeader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What a {@link CameraScript} says; never changed once the script is made. */
final class ScriptValues implements Cloneable {

    /** A change to the answers to a method; without a value the header is left out. */
    record HeaderChange(
            RtspMethod method, String name, @Nullable String value, boolean added) {}

    /** Where multicast goes: the first track to this port, the next one two further on. */
    record Group(String address, int port) {}

    /** A status instead of what was asked for. */
    record Refusal(int status, int times) {}

    List<FakeTrack> tracks = List.of(CameraVideo.small());
    double framesPerSecond = 25;
    int unitsMax;
    int firstSequenceNumber = 1;
    int firstTimestamp;

    @Nullable
    Credentials credentials;

    List<AuthChallenge> challenges = List.of();
    List<String> sessions = List.of("0badcafe;timeout=60");
    String publicMethods = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER";
    UnaryOperator<String> description = UnaryOperator.identity();
    List<HeaderChange> headers = List.of();
    Map<RtspMethod, String> answers = Map.of();
    Map<RtspMethod, Refusal> refusals = Map.of();
    Set<TransportHeader.Lower> transports =
            Set.of(TransportHeader.Lower.TCP, TransportHeader.Lower.UDP);

    @Nullable
    Group group;

    boolean senderReports;
    boolean stamped;
    boolean datagramsLost;
    boolean datagramsAfterPunch;

    @Nullable
    String datagramsFrom;

    Set<RtspMethod> hangAt = Set.of();

    @Nullable
    RtspMethod closeAt;

    @Nullable
    RtspMethod garbageAt;

    Faults faults = Faults.none();
    Duration answersAfter = Duration.ZERO;
    Duration requestsWithin = Duration.ZERO;
    Duration reportsWithin = Duration.ZERO;
    Duration staleFor = Duration.ZERO;
    boolean staleSends;

    @Nullable
    TunnelGuard tunnelGuard;

    String tunnelHeader = "";
    boolean rangesRefused;
    boolean playedByTrack;
    int sessionsMax;
    int lockedAfter;
    int nonceUses;
    boolean closingAfterRefusal;
    int mediaFirst;
    boolean strays;
    boolean secured;
    int freezeAfter;
    int mergedBytes;
    int garbageAfter;
    int closeAfter;
    int stallAfter;
    int segmentBytes;
    boolean silent;
    boolean withoutKeyFrames;
    boolean withoutMarkers;
    boolean refusingForEver;

    ScriptValues copy() {
        try {
            return (ScriptValues) clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return List.copyOf(longer);
    }

    static <T> Map<RtspMethod, T> plus(Map<RtspMethod, T> map, RtspMethod method, T value) {
        Map<RtspMethod, T> more = new EnumMap<>(RtspMethod.class);
        more.putAll(map);
        more.put(method, value);
        return Map.copyOf(more);
    }
}
