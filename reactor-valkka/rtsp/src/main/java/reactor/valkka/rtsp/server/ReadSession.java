package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.rtsp.TransportHeader.Lower;

import java.util.List;
import java.util.Objects;

/**
 * Somebody who reads a mount, RFC 2326 §A.2: ready, playing, and over.
 *
 * <p>All its tracks go the same way: interleaved, over UDP, or by multicast. A session that plays
 * through its connection lives as long as that takes packets; every other one needs a sign of life
 * now and then.
 */
public final class ReadSession implements ServerSession {

    private enum State {
        READY,
        PLAYING,
        OVER
    }

    /**
     * One track that was set up.
     *
     * @param transport what was granted
     * @param uri the address that the client knows it by
     */
    public record Member(TransportHeader transport, String uri) {}

    private final String id;
    private final String path;
    private final Client owner;
    private final SessionMembers members;
    private final long timeoutNanos;
    private final String header;
    private State state = State.READY;
    private long deadline;

    ReadSession(
            String id,
            String path,
            Client owner,
            SessionPlace place,
            MountOffer mount,
            long timeoutSeconds,
            long now) {
        this.id = id;
        this.path = path;
        this.owner = owner;
        members = new SessionMembers(
                place, TransportOffers.playing(place, mount), mount.sources().size());
        timeoutNanos = timeoutSeconds * 1_000_000_000L;
        header = id + ";timeout=" + timeoutSeconds;
        deadline = now + timeoutNanos;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Client owner() {
        return owner;
    }

    @Override
    public boolean isBoundToConnection() {
        Member first = members.first();
        return first != null && first.transport.lower() == Lower.TCP;
    }

    /** The tracks by index; {@code null} where one was not set up. */
    public List<@Nullable Member> members() {
        return members.all();
    }

    /** Whether packets are sent for this session: to a group they go anyway. */
    public boolean isMulticast() {
        Member first = members.first();
        return first != null && first.transport.multicast();
    }

    @Override
    public SessionStep onRequest(RtspRequest request, RequestTarget target, long now) {
        if (state == State.OVER) {
            return new SessionStep.Answer(RtspResponse.to(request, 454));
        }
        deadline = now + timeoutNanos;
        RtspMethod method = ServerMethods.find(request.method());
        return switch (Objects.requireNonNull(method, "method")) {
            case SETUP -> answer(setup(request, target));
            case PLAY -> play(request, target);
            case PAUSE -> pause(request, target);
            case TEARDOWN -> teardown(request, target);
            case GET_PARAMETER, SET_PARAMETER -> answer(Answers.parameters(request));
            case OPTIONS -> answer(Answers.options(request));
            default -> answer(Answers.notAllowed(request));
        };
    }

    /** Adds a track, or agrees anew on one. */
    RtspResponse setup(RtspRequest request, RequestTarget target) {
        if (state != State.READY) {
            return Answers.wrongState(request, "OPTIONS, PLAY, PAUSE, GET_PARAMETER, TEARDOWN");
        }
        int track =
                target.track() == RequestTarget.NONE && members.size() == 1 ? 0 : target.track();
        if (track == RequestTarget.NONE) {
            return RtspResponse.to(request, 459);
        }
        if (track >= members.size()) {
            return RtspResponse.to(request, 404);
        }
        TransportHeader granted = members.setup(track, request, target.trackUri(track));
        return granted == null
                ? RtspResponse.to(request, 461)
                : RtspResponse.to(request, 200).header("Transport", granted.print());
    }

    private SessionStep play(RtspRequest request, RequestTarget target) {
        if (isPartOfMore(target)) {
            return answer(RtspResponse.to(request, 460));
        }
        if (state == State.PLAYING) {
            return answer(playing(request));
        }
        state = State.PLAYING;
        return new SessionStep.Play();
    }

    /**
     * The answer to a PLAY.
     *
     * @param points where the reader begins; empty where nothing is known yet
     */
    public RtspResponse onPlaying(RtspRequest request, List<PlayPoint> points) {
        StringBuilder info = new StringBuilder();
        for (PlayPoint point : points) {
            Member member = members.get(point.track());
            if (member != null) {
                info.append(info.length() == 0 ? "" : ",");
                info.append("url=").append(member.uri);
                info.append(";seq=").append(point.sequenceNumber());
                info.append(";rtptime=").append(point.rtpTimestamp());
            }
        }
        RtspResponse response = playing(request);
        return info.length() == 0 ? response : response.header("RTP-Info", info.toString());
    }

    private RtspResponse playing(RtspRequest request) {
        return withId(RtspResponse.to(request, 200)).header("Range", "npt=now-");
    }

    private SessionStep pause(RtspRequest request, RequestTarget target) {
        if (isPartOfMore(target)) {
            return answer(RtspResponse.to(request, 460));
        }
        if (state == State.READY) {
            return answer(Answers.wrongState(request, "OPTIONS, SETUP, PLAY, TEARDOWN"));
        }
        state = State.READY;
        return new SessionStep.Pause(withId(RtspResponse.to(request, 200)));
    }

    private SessionStep teardown(RtspRequest request, RequestTarget target) {
        if (isPartOfMore(target)) {
            return answer(RtspResponse.to(request, 460));
        }
        end();
        return new SessionStep.End(RtspResponse.to(request, 200));
    }

    /** One track of several that were set up: what is asked for holds for all or for none. */
    private boolean isPartOfMore(RequestTarget target) {
        return target.track() != RequestTarget.NONE && members.count() > 1;
    }

    /** It is over, for whatever reason; its channels are free again. */
    public void end() {
        if (state != State.OVER) {
            state = State.OVER;
            members.release();
        }
    }

    @Override
    public void onSignOfLife(long now) {
        deadline = now + timeoutNanos;
    }

    @Override
    public long wakeNanos() {
        return livesByItsConnection() || state == State.OVER ? Long.MAX_VALUE : deadline;
    }

    @Override
    public boolean isOver(long now) {
        return state == State.OVER || !livesByItsConnection() && now - deadline >= 0;
    }

    private boolean livesByItsConnection() {
        return state == State.PLAYING && isBoundToConnection();
    }

    private SessionStep answer(RtspResponse response) {
        return new SessionStep.Answer(response.isSuccess() ? withId(response) : response);
    }

    /** With the header that says which session this is, and how long it lives. */
    RtspResponse withId(RtspResponse response) {
        return response.header("Session", header);
    }

    @Override
    public String toString() {
        return "ReadSession[" + path + ", " + state + ", " + owner.address() + "]";
    }
}
