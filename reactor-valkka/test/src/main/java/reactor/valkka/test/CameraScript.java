package reactor.valkka.test;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.TransportHeader;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How a {@link FakeCamera} behaves, faults included. Immutable: each setter returns a new script.
 *
 * <p>Texts for headers, descriptions and answers are sent as they stand, but for names in braces,
 * where they are known: <code>{cseq}</code>, <code>{session}</code> (the id),
 * <code>{uri}</code> (of the request), <code>{host}</code> and <code>{port}</code> (of the camera)
 * and, in answers to SETUP, <code>{interleaved}</code>, <code>{client_port}</code>,
 * <code>{server_port}</code>, <code>{multicast_port}</code> (pairs, such as {@code 0-1}) and
 * <code>{ssrc}</code>.
 *
 * <pre>{@code
 * CameraScript.usual()
 *     .description(sdp -> sdp.replace("c=IN IP4 0.0.0.0", "c=IN "))
 *     .header(RtspMethod.SETUP, "Transport", "RTP/AVP;unicast;interleaved={interleaved}")
 * }</pre>
 */
public final class CameraScript {

    final ScriptValues values;

    private CameraScript(ScriptValues values) {
        this.values = values;
    }

    private CameraScript with(Consumer<ScriptValues> change) {
        ScriptValues copy = values.copy();
        change.accept(copy);
        return new CameraScript(copy);
    }

    /**
     * A small camera with 25 units a second over TCP or UDP, open to everybody, without faults.
     */
    public static CameraScript usual() {
        return new CameraScript(new ScriptValues());
    }

    /** Shows another video, over and over, and nothing else. */
    public CameraScript video(CameraVideo value) {
        return tracks(value);
    }

    /** Offers these tracks in this order. */
    public CameraScript tracks(FakeTrack... tracks) {
        return with(script -> script.tracks = List.of(tracks));
    }

    /**
     * Sends so many units a second of each track that has no rate of its own; 0 for all as fast as
     * the client reads. Default 25.
     */
    public CameraScript framesPerSecond(double value) {
        return with(script -> script.framesPerSecond = value);
    }

    /**
     * Ends the stream with RTCP BYE after so many units of the first track; 0, the default, for
     * never.
     */
    public CameraScript unitsMax(int units) {
        return with(script -> script.unitsMax = units);
    }

    /** Begins at another sequence number and timestamp than 1 and 0, such as before a wrap. */
    public CameraScript startingAt(int sequenceNumber, int timestamp) {
        return with(script -> {
            script.firstSequenceNumber = sequenceNumber;
            script.firstTimestamp = timestamp;
        });
    }

    /** Lets in only who has these credentials and answers one of these challenges. */
    public CameraScript guarded(Credentials value, AuthChallenge... asked) {
        return with(script -> {
            script.credentials = value;
            script.challenges = List.of(asked);
        });
    }

    /**
     * Lets in through HTTP only who answers this challenge at these halves of a tunnel: {@code
     * GET}, {@code POST} or both. The dialogue inside is as it was.
     */
    public CameraScript tunnelGuarded(Credentials value, AuthChallenge asked, String... halves) {
        return with(script -> script.tunnelGuard = new TunnelGuard(value, asked, Set.of(halves)));
    }

    /** Adds a header to the answer to the GET of a tunnel. */
    public CameraScript tunnelHeader(String name, String value) {
        return with(script -> script.tunnelHeader = name + ": " + value + "\r\n");
    }

    /** Gives another {@code Session} header, such as {@code "1;timeout=2"}. */
    public CameraScript session(String header) {
        return sessions(header);
    }

    /** Gives another {@code Session} header at each SETUP; the last one stays. */
    public CameraScript sessions(String... headers) {
        return with(script -> script.sessions = List.of(headers));
    }

    /** Names other methods in {@code Public}. */
    public CameraScript publicMethods(String header) {
        return with(script -> script.publicMethods = header);
    }

    /**
     * Describes itself with this text. Line ends become CR LF. The n-th section of a kind stands
     * for the n-th track of that kind, with the payload type that the text names; sections without
     * a track can be set up, and nothing comes.
     */
    public CameraScript description(String text) {
        return description(usual -> text);
    }

    /** Changes the usual description, see {@link #description(String)}. */
    public CameraScript description(UnaryOperator<String> change) {
        return with(script -> script.description = change);
    }

    /** Gives a header this value in all answers to a method, the usual value going. */
    public CameraScript header(RtspMethod method, String name, String value) {
        return changed(new ScriptValues.HeaderChange(method, name, value, false));
    }

    /** Adds a header to all answers to a method. */
    public CameraScript extraHeader(RtspMethod method, String name, String value) {
        return changed(new ScriptValues.HeaderChange(method, name, value, true));
    }

    /** Leaves a header out of all answers to a method. */
    public CameraScript withoutHeader(RtspMethod method, String name) {
        return changed(new ScriptValues.HeaderChange(method, name, null, false));
    }

    private CameraScript changed(ScriptValues.HeaderChange change) {
        return with(script -> script.headers = ScriptValues.plus(script.headers, change));
    }

    /**
     * Answers a method with this text and nothing else; line ends become CR LF. What the method
     * asks for happens all the same.
     */
    public CameraScript answer(RtspMethod method, String text) {
        return with(script -> script.answers = ScriptValues.plus(script.answers, method, text));
    }

    /** Answers a method with a status. */
    public CameraScript answering(RtspMethod method, int status) {
        return answering(method, status, Integer.MAX_VALUE);
    }

    /** Answers a method with a status so many times, in all connections together. */
    public CameraScript answering(RtspMethod method, int status, int times) {
        ScriptValues.Refusal refusal = new ScriptValues.Refusal(status, times);
        return with(
                script -> script.refusals = ScriptValues.plus(script.refusals, method, refusal));
    }

    /** Sends clients elsewhere: 302 with that {@code Location} instead of a description. */
    public CameraScript redirecting(String location) {
        return answering(RtspMethod.DESCRIBE, 302)
                .header(RtspMethod.DESCRIBE, "Location", location);
    }

    /** Grants only these transports and answers 461 to others. Default: both. */
    public CameraScript transports(TransportHeader.Lower... granted) {
        return with(script -> script.transports = Set.of(granted));
    }

    /**
     * Grants multicast, too: the first track goes to that port of a group, the next one two ports
     * further on. It never leaves the machine. Made for one client at a time: each one that plays
     * makes the camera send.
     *
     * @param group such as {@code 239.255.0.7}
     * @param port even
     */
    public CameraScript multicast(String group, int port) {
        return with(script -> script.group = new ScriptValues.Group(group, port));
    }

    /** Grants UDP, and no packet comes: a firewall between. */
    public CameraScript datagramsLost() {
        return with(script -> script.datagramsLost = true);
    }

    /**
     * Sends over UDP only after a packet came to the port that it named, and then to where that one
     * came from: a camera behind a translator of addresses.
     */
    public CameraScript datagramsAfterPunch() {
        return with(script -> script.datagramsAfterPunch = true);
    }

    /**
     * Sends over UDP from another address than it is asked at, such as {@code 127.0.0.2}, and from
     * other ports than it names.
     */
    public CameraScript datagramsFrom(String address) {
        return with(script -> script.datagramsFrom = address);
    }

    /** Sends RTCP sender reports, the first one at once. */
    public CameraScript withSenderReports() {
        return with(script -> script.senderReports = true);
    }

    /** Writes the time of sending into each unit of video, see {@link SendStamp}. */
    public CameraScript withSendStamps() {
        return with(script -> script.stamped = true);
    }

    /** Never answers a method; may be said of several. */
    public CameraScript hangAt(RtspMethod method) {
        return with(script -> {
            Set<RtspMethod> more = new HashSet<>(script.hangAt);
            more.add(method);
            script.hangAt = Set.copyOf(more);
        });
    }

    /** Closes the connection instead of answering a method. */
    public CameraScript closeAt(RtspMethod method) {
        return with(script -> script.closeAt = method);
    }

    /** Answers a method with noise. */
    public CameraScript garbageAt(RtspMethod method) {
        return with(script -> script.garbageAt = method);
    }

    /** Sends nothing but noise after so many units of the first track. */
    public CameraScript garbageAfter(int units) {
        return with(script -> script.garbageAfter = units);
    }

    /** Closes the connection without a word after so many units of the first track. */
    public CameraScript closeAfter(int units) {
        return with(script -> script.closeAfter = units);
    }

    /** Sends nothing any more after so many units, and keeps the connection. */
    public CameraScript stallAfter(int units) {
        return with(script -> script.stallAfter = units);
    }

    /** Writes everything over TCP in pieces of so many bytes. */
    public CameraScript segments(int bytes) {
        return with(script -> script.segmentBytes = bytes);
    }

    /** Answers 457 to a PLAY that names a range. */
    public CameraScript refusingRanges() {
        return with(script -> script.rangesRefused = true);
    }

    /**
     * Answers 459 to a PLAY for the whole session, and sends once there was one for each track.
     */
    public CameraScript playedByTrack() {
        return with(script -> script.playedByTrack = true);
    }

    /** Sends no packet after PLAY. */
    public CameraScript silent() {
        return with(script -> script.silent = true);
    }

    /** Never sends a key frame. */
    public CameraScript withoutKeyFrames() {
        return with(script -> script.withoutKeyFrames = true);
    }

    /** Never sets a marker. */
    public CameraScript withoutMarkers() {
        return with(script -> script.withoutMarkers = true);
    }

    /** Refuses right credentials too. */
    public CameraScript refusingForEver() {
        return with(script -> script.refusingForEver = true);
    }

    /** Hangs up after each 401, so that the client must come again with its credentials. */
    public CameraScript closingAfterRefusal() {
        return with(script -> script.closingAfterRefusal = true);
    }

    /**
     * Refuses everybody once so many requests with wrong credentials came, in all connections
     * together: an account that is locked.
     */
    public CameraScript lockingAfter(int logins) {
        return with(script -> script.lockedAfter = logins);
    }

    /** Asks for another nonce, the old one being stale, after so many requests each time. */
    public CameraScript nonceUses(int requests) {
        return with(script -> script.nonceUses = requests);
    }

    /** Has room for so many sessions and answers SETUP with 453 to more; 0, the default: any. */
    public CameraScript sessionsMax(int sessions) {
        return with(script -> script.sessionsMax = sessions);
    }

    /**
     * Keeps the session of a client that went without TEARDOWN for that time: it counts as one of
     * {@link #sessionsMax}. A TEARDOWN that names it on another connection ends it.
     */
    public CameraScript staleSessions(Duration lasting) {
        return with(script -> script.staleFor = lasting);
    }

    /**
     * The same, and it sends on, into the channels 0 and 1 of whatever connection comes next, as
     * servers made with live555 before 2017 do.
     */
    public CameraScript staleSessionsSending(Duration lasting) {
        return staleSessions(lasting).with(script -> script.staleSends = true);
    }

    /** Answers each request after that time. */
    public CameraScript answersAfter(Duration time) {
        return with(script -> script.answersAfter = time);
    }

    /** Hangs up while it plays when no request came for that time: it wants to be kept alive. */
    public CameraScript requestsWithin(Duration time) {
        return with(script -> script.requestsWithin = time);
    }

    /** Hangs up while it plays when no RTCP came for that time, as Arlo does after 5 s. */
    public CameraScript reportsWithin(Duration time) {
        return with(script -> script.reportsWithin = time);
    }

    /** Sends so many units before it answers PLAY. */
    public CameraScript mediaBeforePlayAnswer(int units) {
        return with(script -> script.mediaFirst = units);
    }

    /** Sends reports of an unknown source, over TCP in a channel that nobody set up, too. */
    public CameraScript strayPackets() {
        return with(script -> script.strays = true);
    }

    /**
     * After so many units of the first track neither reads nor writes any more, and keeps the
     * connection: a cable that was pulled.
     */
    public CameraScript freezeAfter(int units) {
        return with(script -> script.freezeAfter = units);
    }

    /** Holds media back over TCP until there are so many bytes, then writes them at once. */
    public CameraScript mergedSegments(int bytes) {
        return with(script -> script.mergedBytes = bytes);
    }

    /** Does that to the media on its way. */
    public CameraScript faults(Faults value) {
        return with(script -> script.faults = value);
    }

    /**
     * Speaks RTSP over TLS, with {@link FakeCamera#certificate()}. Decided when the camera starts.
     */
    public CameraScript secured() {
        return with(script -> script.secured = true);
    }
}
