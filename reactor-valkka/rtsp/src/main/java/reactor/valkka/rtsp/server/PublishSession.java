package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.rtsp.AnnouncedSession;
import reactor.valkka.rtsp.TrackReady;

import java.util.List;
import java.util.Objects;

/**
 * Somebody who publishes, RFC 2326 §A.2: announced, recording, and over.
 *
 * <p>It ends with the connection that announced it, whatever carries its packets, so that its place
 * is free as soon as the publisher is gone. From ANNOUNCE to RECORD it has some patience; while it
 * records, whoever receives its packets sees to it that they come.
 */
public final class PublishSession implements ServerSession {
    private static final String READY_METHODS = "OPTIONS, SETUP, RECORD, TEARDOWN";
    static final String RECORDING_METHODS =
            "OPTIONS, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN";

    private enum State {
        READY,
        RECORDING,
        OVER
    }

    private final String id;
    private final PublishAccess access;
    private final Client owner;
    private final AnnouncedSession announced;
    private final AnnouncedControls controls;
    private final SessionMembers members;
    private final String header;
    private State state = State.READY;
    private boolean finished;
    private long deadline;

    /**
     * @param uri address of the ANNOUNCE
     * @param timeoutSeconds what the client is told; its packets are sign of life enough
     */
    PublishSession(
            String id,
            PublishAccess access,
            Client owner,
            SessionPlace place,
            AnnouncedSession announced,
            String uri,
            long timeoutSeconds,
            long now) {
        this.id = id;
        this.access = access;
        this.owner = owner;
        this.announced = announced;
        controls = new AnnouncedControls(uri, announced.media());
        members = new SessionMembers(
                place, TransportOffers.recording(place), announced.media().size());
        header = id + ";timeout=" + timeoutSeconds;
        deadline = now + access.patience().toNanos();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String path() {
        return access.path();
    }

    @Override
    public Client owner() {
        return owner;
    }

    @Override
    public boolean isBoundToConnection() {
        return true;
    }

    /** Whether its packets are awaited. */
    boolean isRecording() {
        return state == State.RECORDING;
    }

    /** A line for each section that was announced and cannot be read. */
    public List<String> setAside() {
        return announced.setAside();
    }

    /** The tracks that are set up and received, by index without gaps. */
    public List<TrackReady> tracks() {
        return announced.tracks(members.granted());
    }

    @Override
    public SessionStep onRequest(RtspRequest request, RequestTarget target, long now) {
        if (state == State.OVER) {
            return new SessionStep.Answer(RtspResponse.to(request, 454));
        }
        RtspMethod method = ServerMethods.find(request.method());
        return switch (Objects.requireNonNull(method, "method")) {
            case SETUP -> answer(setup(request));
            case RECORD -> record(request);
            case PAUSE -> pause(request, now);
            case TEARDOWN -> teardown(request);
            case GET_PARAMETER, SET_PARAMETER -> answer(Answers.parameters(request));
            case OPTIONS -> answer(Answers.options(request));
            default -> answer(wrongState(request));
        };
    }

    private RtspResponse wrongState(RtspRequest request) {
        return Answers.wrongState(
                request, state == State.RECORDING ? RECORDING_METHODS : READY_METHODS);
    }

    private RtspResponse setup(RtspRequest request) {
        if (state != State.READY) {
            return wrongState(request);
        }
        int section = controls.section(request.uri());
        if (section == AnnouncedControls.NONE) {
            return RtspResponse.to(request, 404);
        }
        TransportHeader granted = members.setup(section, request, request.uri());
        return granted == null
                ? RtspResponse.to(request, 461)
                : RtspResponse.to(request, 200).header("Transport", granted.print());
    }

    /** What is not set up, or carries nothing that we can read, cannot be received. */
    private SessionStep record(RtspRequest request) {
        if (state == State.RECORDING) {
            return answer(recording(request));
        }
        if (finished || tracks().isEmpty()) {
            return answer(wrongState(request));
        }
        state = State.RECORDING;
        return new SessionStep.Record();
    }

    /** The answer to a RECORD, when packets are awaited. */
    public RtspResponse onRecording(RtspRequest request) {
        return recording(request);
    }

    /** The answer to a RECORD for which there is no room. */
    public RtspResponse onNoRoom(RtspRequest request) {
        end();
        return RtspResponse.to(request, 503);
    }

    private RtspResponse recording(RtspRequest request) {
        return withId(RtspResponse.to(request, 200));
    }

    private SessionStep pause(RtspRequest request, long now) {
        stop(now);
        return new SessionStep.Pause(withId(RtspResponse.to(request, 200)));
    }

    /** The stream is at its end, and nothing more is awaited than that it is ended in order. */
    public void onFinished(long now) {
        finished = true;
        stop(now);
    }

    private void stop(long now) {
        if (state == State.RECORDING) {
            state = State.READY;
            deadline = now + access.patience().toNanos();
        }
    }

    private SessionStep teardown(RtspRequest request) {
        end();
        return new SessionStep.End(RtspResponse.to(request, 200));
    }

    /** It is over, for whatever reason; its channels are free again. */
    public void end() {
        if (state != State.OVER) {
            state = State.OVER;
            members.release();
        }
    }

    @Override
    public void onSignOfLife(long now) {}

    @Override
    public long wakeNanos() {
        return state == State.READY ? deadline : Long.MAX_VALUE;
    }

    @Override
    public boolean isOver(long now) {
        return state == State.OVER || state == State.READY && now - deadline >= 0;
    }

    private SessionStep answer(RtspResponse response) {
        return new SessionStep.Answer(response.isSuccess() ? withId(response) : response);
    }

    private RtspResponse withId(RtspResponse response) {
        return response.header("Session", header);
    }

    @Override
    public String toString() {
        return "PublishSession[" + path() + ", " + state + ", " + owner.address() + "]";
    }
}
