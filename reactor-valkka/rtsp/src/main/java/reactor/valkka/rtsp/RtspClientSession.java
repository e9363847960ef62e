package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * The client's side of one RTSP session, from looking up the name to saying goodbye.
 *
 * <p><b>Shape:</b> a state machine. The driver tells it what happened and what time it is, takes
 * the actions out with {@link #poll()} until there are none, and calls {@link #onTime} at
 * {@link #wakeNanos()} at the latest.
 *
 * <pre>
 * RESOLVE ─ CONNECT ─ DESCRIBE ─ SETUP ─ PLAY ─ FIRST_PACKET ─ FIRST_KEY_FRAME ─ PLAYING
 *     any stage: deadline, refusal, garbage, lost connection ─► Failed, TEARDOWN, Close
 *     redirect, another transport, close on a challenge ─► TEARDOWN, Connect ─► RESOLVE
 * </pre>
 *
 * <p><b>Threads:</b> one. <b>Errors:</b> each becomes one {@link SessionAction.Failed}.
 * <b>Units:</b> nanoseconds of any monotonic clock. <b>Source:</b> RFC 2326 §10, §A.1.
 */
public final class RtspClientSession implements MediaSession {

    private final SessionConfig config;
    private final Detours detours;
    private final Handshake handshake;
    private final Progress progress;
    private final ArrayDeque<SessionAction> actions = new ArrayDeque<>();
    private final ArrayDeque<String> farewells = new ArrayDeque<>();

    private Requests requests;
    private Upkeep upkeep;
    private int lastStatus;
    private boolean connected;
    private boolean leaving;
    private boolean closed;
    private long leaveBy;
    private SessionAction.@Nullable Connect following;
    private @Nullable RtspMessage last;

    /**
     * A session that begins now.
     *
     * @param config where and how
     * @param cnonces gives random text for authentication
     * @param now the time
     */
    public RtspClientSession(SessionConfig config, Supplier<String> cnonces, long now) {
        this.config = config;
        detours = new Detours(config, cnonces, this);
        requests = new Requests(detours.authenticator(), config);
        upkeep = new Upkeep(config, this);
        handshake = new Handshake(config, this);
        progress = new Progress(config, now);
    }

    /** Says goodbye to what is left behind there, and notes there what stays of this session. */
    public void cleanUp(LeftBehind left) {
        handshake.farewell().to(left);
    }

    @Override
    public Stage stage() {
        return progress.stage();
    }

    /** The next action, or {@code null} where there is none for now. */
    public @Nullable SessionAction poll() {
        return actions.poll();
    }

    /** The camera's address is known. */
    public void onResolved(long now) {
        enter(Stage.CONNECT, now);
    }

    /** The connection stands: the session asks what the camera offers. */
    public void onConnected(long now) {
        if (!leaving) {
            connected = true;
            enter(Stage.DESCRIBE, now);
            handshake.begin(detours.uri().requestUri());
        }
    }

    /** The ports that {@link SessionAction.OpenPorts} asked for are open. */
    public void onPorts(PortPair ports, long now) {
        if (stage() == Stage.SETUP && !leaving) {
            enter(Stage.SETUP, now);
            handshake.onPorts(ports);
        }
    }

    /** The ports that {@link SessionAction.OpenPorts} asked for could not be opened. */
    public void onNoPorts(@Nullable Throwable cause, long now) {
        if (stage() == Stage.SETUP && !leaving) {
            handshake.onNoPorts(cause, now);
        }
    }

    /** The groups of {@link SessionAction.TracksReady} are joined. */
    public void onListening(long now) {
        if (stage() == Stage.SETUP && !leaving) {
            handshake.onListening(now);
        }
    }

    /** What was agreed on cannot be received, as where a group cannot be joined. */
    public void onNoWay(Throwable cause, long now) {
        String what = "what was agreed on cannot be received" + NetworkReason.of(cause);
        fail(new RtspConnectionException(what, stage(), peer(), cause), now);
    }

    /** The connection could not be made or has ended; a typed reason is passed on as it is. */
    public void onDisconnected(@Nullable Throwable cause, long now) {
        connected = false;
        if (!leaving && !closed && (detours.takesEnd(now) || farewellTakesEnd(now))) {
            return;
        }
        fail(cause instanceof RtspException known ? known : ended(cause), now);
    }

    private boolean farewellTakesEnd(long now) {
        boolean takes = handshake.farewell().takesEnd();
        if (takes) {
            connectAnew(ConnectReason.LEFT_BEHIND, now);
        }
        return takes;
    }

    private RtspException ended(@Nullable Throwable cause) {
        String what = stage().compareTo(Stage.CONNECT) <= 0
                ? "cannot be reached" + NetworkReason.of(cause)
                : "the camera closed the connection" + NetworkReason.of(cause);
        return new RtspConnectionException(what, stage(), peer(), cause);
    }

    /** What came cannot be understood, and there is too much of it. */
    public void onGarbage(String what, long now) {
        fail(new RtspProtocolException(what, stage(), peer()), now);
    }

    @Override
    public void onBye(long now) {
        if (config.replay() != null) {
            if (!leaving && !closed) {
                emit(new SessionAction.Ended());
                leave(now);
            }
            return;
        }
        fail(
                new RtspConnectionException("the camera ended the stream", stage(), peer(), null),
                now);
    }

    /**
     * The connection is not read, because nobody asks for more of a recording: silence is ours and
     * answers wait.
     */
    public void onPaused() {
        progress.pause();
    }

    /** The connection is read again. */
    public void onResumed(long now) {
        progress.resume(now);
    }

    @Override
    public void onMedia(long now) {
        progress.onMedia(now);
    }

    @Override
    public void onKeyFrame(long now) {
        progress.onKeyFrame(now);
    }

    /** A message came. */
    public void onMessage(RtspMessage message, long now) {
        last = message;
        if (message instanceof RtspRequest request) {
            detours.onRequest(request, leaving, now);
        } else if (message instanceof RtspResponse response) {
            RtspRequest answered = requests.answeredBy(response);
            if (answered != null && response.status() >= 200) {
                lastStatus = response.status();
                onAnswer(answered, response, now);
            }
        }
    }

    /** Time has passed. */
    public void onTime(long now) {
        if (closed) {
            return;
        }
        if (leaving) {
            if (now - leaveBy >= 0) {
                depart(now);
            }
            return;
        }
        LateFarewell farewell = handshake.farewell();
        if (farewell.isAwaited() && now - farewell.patientUntil() >= 0) {
            requests.forget();
            handshake.onFarewellOver(now);
        }
        if (isOnTrial() && now - progress.trialEnd() >= 0) {
            handshake.onSilence(now);
            return;
        }
        if (!progress.isPaused() && now - progress.deadline() >= 0) {
            fail(new RtspTimeoutException(stage(), progress.allowed(), peer(), lastStatus), now);
            return;
        }
        if (progress.isPlayed()) {
            upkeep.onTime(requests, handshake.playUris().get(0), progress.isPaused(), now);
        }
    }

    /**
     * When {@link #onTime} wants to be called at the latest; {@code Long.MAX_VALUE} once closed.
     */
    public long wakeNanos() {
        if (closed) {
            return Long.MAX_VALUE;
        }
        if (leaving) {
            return leaveBy;
        }
        if (progress.isPaused()) {
            return upkeep.wakeNanos();
        }
        long wake = progress.deadline();
        if (handshake.farewell().isAwaited()) {
            wake = Progress.earlier(wake, handshake.farewell().patientUntil());
        }
        if (isOnTrial()) {
            wake = Progress.earlier(wake, progress.trialEnd());
        }
        return progress.isPlayed() ? Progress.earlier(wake, upkeep.wakeNanos()) : wake;
    }

    /** Nobody wants the stream any more: says goodbye and closes soon. */
    public void leave(long now) {
        following = null;
        sayGoodbye(now);
    }

    private void sayGoodbye(long now) {
        if (leaving || closed) {
            return;
        }
        leaving = true;
        if (connected && hasSession()) {
            leaveBy = now + config.deadlines().teardown().toNanos();
            farewells.addAll(handshake.playUris());
            sayNextGoodbye(now);
        } else {
            depart(now);
        }
    }

    /** One for the session, or one for each track where the camera wants to hear that. */
    private void sayNextGoodbye(long now) {
        String uri = farewells.poll();
        if (uri == null) {
            depart(now);
        } else {
            send(RtspRequest.of(RtspMethod.TEARDOWN, uri));
        }
    }

    /** The camera has been told: closes, or goes on with another connection. */
    private void depart(long now) {
        SessionAction.Connect next = following;
        if (next != null) {
            beginAnew(next, now);
        } else if (!closed) {
            closed = true;
            emit(new SessionAction.Close());
        }
    }

    private void beginAnew(SessionAction.Connect connect, long now) {
        following = null;
        farewells.clear();
        leaving = false;
        connected = false;
        detours.onNewConnection();
        handshake.farewell().onNewConnection();
        requests = new Requests(detours.authenticator(), config);
        upkeep = new Upkeep(config, this);
        progress.restart(now);
        emit(connect);
    }

    /** Goes on with another connection once the camera knows that this one is over. */
    void connectAnew(ConnectReason reason, long now) {
        following = new SessionAction.Connect(detours.uri(), reason);
        if (reason == ConnectReason.TRANSPORT) {
            handshake.leaves(requests, now);
        }
        sayGoodbye(now);
    }

    void fail(RtspException error, long now) {
        if (closed) {
            return;
        }
        if (leaving) {
            depart(now);
            return;
        }
        error.situate(progress.lasted(now), lastHeard());
        emit(new SessionAction.Failed(error));
        handshake.leaves(requests, now);
        leave(now);
    }

    private String lastHeard() {
        RtspMessage heard = last;
        return heard == null ? "" : OneLine.of(config.redaction().summary(heard));
    }

    void emit(SessionAction action) {
        actions.add(action);
    }

    void enter(Stage next, long now) {
        progress.enter(next, now);
    }

    /** Whether the next transport is tried soon if this one brings nothing. */
    private boolean isOnTrial() {
        return progress.isOnTrial() && handshake.hasNextTransport();
    }

    String peer() {
        return detours.uri().peer();
    }

    boolean hasSession() {
        return requests.sessionId() != null;
    }

    void send(RtspRequest request) {
        emit(new SessionAction.Send(requests.next(request)));
    }

    private void onAnswer(RtspRequest request, RtspResponse response, long now) {
        if (leaving) {
            handshake.farewell().heard(requests.sessionId());
            sayNextGoodbye(now);
        } else if (handshake.farewell().isAwaited()) {
            handshake.onFarewellOver(now);
        } else if (progress.isPlayed()) {
            upkeep.onAnswer(request, response, requests, detours.authenticator());
        } else if (!detours.takes(request, response, now)) {
            handshake.onAnswer(request, response, now);
        }
    }

    void refused(RtspRequest request, RtspResponse response, long now) {
        fail(requests.refusal(request, response, stage(), peer()), now);
    }

    void learnMethods(@Nullable String listed) {
        upkeep.keepAlive().learnMethods(listed);
    }

    void learnSession(RtspResponse response) {
        upkeep.learnSession(response, requests);
    }

    void played(long now) {
        upkeep.begin(now);
        progress.played(now);
    }
}
