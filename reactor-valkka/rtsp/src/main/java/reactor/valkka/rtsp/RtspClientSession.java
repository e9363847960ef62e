package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.SessionDescription;

import java.time.Duration;
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
 * </pre>
 *
 * <p><b>Threads:</b> one. <b>Errors:</b> each becomes one {@link SessionAction.Failed}.
 * <b>Units:</b> nanoseconds of any monotonic clock. <b>Source:</b> RFC 2326 §10, §A.1.
 */
public final class RtspClientSession {

    private final SessionConfig config;
    private final Authenticator authenticator;
    private final Requests requests;
    private final PlayTarget target;
    private final KeepAlive keepAlive = new KeepAlive();
    private final ArrayDeque<SessionAction> actions = new ArrayDeque<>();

    private Stage stage = Stage.RESOLVE;
    private long stageSince;
    private long lastMedia;
    private long nextKeepAlive;
    private long nextReport;
    private int lastStatus;
    private boolean connected;
    private boolean mediaSeen;
    private boolean keyFrameSeen;
    private boolean leaving;
    private boolean closed;
    private long leaveBy;

    /**
     * A session that begins now.
     *
     * @param config where and how
     * @param cnonces gives random text for authentication
     * @param now the time
     */
    public RtspClientSession(SessionConfig config, Supplier<String> cnonces, long now) {
        this.config = config;
        authenticator = new Authenticator(config.credentials(), cnonces);
        requests = new Requests(authenticator, config.userAgent());
        target = new PlayTarget(config.uri().requestUri());
        stageSince = now;
    }

    /** Where the session stands. */
    public Stage stage() {
        return stage;
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
            send(RtspRequest.of(RtspMethod.OPTIONS, target.describeUri()));
        }
    }

    /** The connection could not be made or has ended. */
    public void onDisconnected(@Nullable Throwable cause, long now) {
        connected = false;
        String what = stage.compareTo(Stage.CONNECT) <= 0
                ? "cannot be reached" + NetworkReason.of(cause)
                : "the camera closed the connection" + NetworkReason.of(cause);
        fail(new RtspConnectionException(what, stage, peer(), cause), now);
    }

    /** What came cannot be understood, and there is too much of it. */
    public void onGarbage(String what, long now) {
        fail(new RtspProtocolException(what, stage, peer()), now);
    }

    /** The camera says that its stream is over. */
    public void onBye(long now) {
        fail(new RtspConnectionException("the camera ended the stream", stage, peer(), null), now);
    }

    /** A packet of the track came. Cheap: called for each. */
    public void onMedia(long now) {
        lastMedia = now;
        if (!mediaSeen) {
            mediaSeen = true;
            if (stage == Stage.FIRST_PACKET) {
                enter(keyFrameSeen ? Stage.PLAYING : Stage.FIRST_KEY_FRAME, now);
            }
        }
    }

    /** A key frame is complete, before or after its last packet was told of. */
    public void onKeyFrame(long now) {
        if (!keyFrameSeen) {
            keyFrameSeen = true;
            if (stage == Stage.FIRST_KEY_FRAME) {
                enter(Stage.PLAYING, now);
            }
        }
    }

    /** A message came. */
    public void onMessage(RtspMessage message, long now) {
        if (message instanceof RtspRequest request) {
            onRequest(request);
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
                close();
            }
            return;
        }
        if (now - deadline() >= 0) {
            Duration allowed = config.deadlines().of(stage);
            fail(new RtspTimeoutException(stage, allowed, peer(), lastStatus), now);
            return;
        }
        if (stage.compareTo(Stage.FIRST_PACKET) >= 0) {
            periodic(now);
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
        long wake = deadline();
        if (stage.compareTo(Stage.FIRST_PACKET) >= 0) {
            wake = earlier(wake, earlier(nextKeepAlive, nextReport));
        }
        return wake;
    }

    /** Nobody wants the stream any more: says goodbye and closes soon. */
    public void leave(long now) {
        if (leaving || closed) {
            return;
        }
        leaving = true;
        if (connected && requests.sessionId() != null) {
            leaveBy = now + config.deadlines().teardown().toNanos();
            send(RtspRequest.of(RtspMethod.TEARDOWN, target.playUri()));
        } else {
            close();
        }
    }

    private void close() {
        if (!closed) {
            closed = true;
            actions.add(new SessionAction.Close());
        }
    }

    private void fail(RtspException error, long now) {
        if (closed) {
            return;
        }
        if (leaving) {
            close();
            return;
        }
        actions.add(new SessionAction.Failed(error));
        leave(now);
    }

    private void enter(Stage next, long now) {
        stage = next;
        stageSince = now;
    }

    private long deadline() {
        long since = stage == Stage.PLAYING ? lastMedia : stageSince;
        return since + config.deadlines().of(stage).toNanos();
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private String peer() {
        return config.uri().peer();
    }

    private void send(RtspRequest request) {
        actions.add(new SessionAction.Send(requests.next(request)));
    }

    private void onRequest(RtspRequest request) {
        boolean harmless = request.is(RtspMethod.OPTIONS)
                || request.is(RtspMethod.GET_PARAMETER)
                || request.is(RtspMethod.SET_PARAMETER);
        actions.add(new SessionAction.Send(RtspResponse.to(request, harmless ? 200 : 501)));
    }

    private void onAnswer(RtspRequest request, RtspResponse response, long now) {
        if (leaving) {
            close();
        } else if (stage.compareTo(Stage.FIRST_PACKET) >= 0) {
            onKeepAliveAnswer(request, response);
        } else if (response.status() == 401) {
            onUnauthorized(request, response, now);
        } else {
            authenticator.onGranted();
            onHandshake(request, response, now);
        }
    }

    private void onUnauthorized(RtspRequest request, RtspResponse response, long now) {
        Authenticator.Verdict verdict = authenticator.onUnauthorized(response);
        if (verdict == Authenticator.Verdict.RETRY) {
            actions.add(new SessionAction.Authenticating());
            send(request);
        } else {
            fail(new RtspAuthenticationException(verdict, stage, peer()), now);
        }
    }

    private void onHandshake(RtspRequest request, RtspResponse response, long now) {
        switch (Requests.method(request)) {
            case OPTIONS -> {
                keepAlive.learnMethods(response.headers().first("Public"));
                send(RtspRequest.of(RtspMethod.DESCRIBE, target.describeUri())
                        .header("Accept", "application/sdp"));
            }
            case DESCRIBE -> onDescribed(request, response, now);
            case SETUP -> onSetUp(request, response, now);
            default -> onPlay(request, response, now);
        }
    }

    private void refused(RtspRequest request, RtspResponse response, long now) {
        fail(
                new RtspStatusException(
                        response.status(),
                        response.reason(),
                        Requests.method(request),
                        requests.cseq(),
                        stage,
                        peer()),
                now);
    }

    private void onDescribed(RtspRequest request, RtspResponse response, long now) {
        if (!response.isSuccess()) {
            refused(request, response, now);
            return;
        }
        SessionDescription description = SessionDescription.parse(response.bodyText());
        if (!target.describe(description, response)) {
            String offered = TrackChoice.offered(description);
            String what = "no H.264 video, the camera offers " + offered;
            fail(new RtspUnsupportedException(what, stage, peer()), now);
            return;
        }
        enter(Stage.SETUP, now);
        setUp();
    }

    private void setUp() {
        send(RtspRequest.of(RtspMethod.SETUP, target.setupUri())
                .header("Transport", PlayTarget.transport().print()));
    }

    private void onSetUp(RtspRequest request, RtspResponse response, long now) {
        if (response.status() == 404 && target.tryNextControl()) {
            setUp();
            return;
        }
        if (!response.isSuccess()) {
            refused(request, response, now);
            return;
        }
        learnSession(response);
        actions.add(target.granted(response));
        enter(Stage.PLAY, now);
        send(RtspRequest.of(RtspMethod.PLAY, target.playUri()).header("Range", "npt=0.000-"));
    }

    private void learnSession(RtspResponse response) {
        String session = response.headers().first("Session");
        if (session != null) {
            SessionHeader header = SessionHeader.parse(session);
            if (!header.id().isEmpty()) {
                requests.sessionId(header.id());
            }
            keepAlive.learnTimeout(header.timeoutSeconds());
        }
    }

    private void onPlay(RtspRequest request, RtspResponse response, long now) {
        if (!response.isSuccess()) {
            refused(request, response, now);
            return;
        }
        learnSession(response);
        actions.add(new SessionAction.Playing());
        nextKeepAlive = now + keepAlive.intervalNanos();
        nextReport = now + config.reportInterval().toNanos();
        enter(Stage.FIRST_PACKET, now);
        if (mediaSeen) {
            lastMedia = now;
            enter(keyFrameSeen ? Stage.PLAYING : Stage.FIRST_KEY_FRAME, now);
        }
    }

    private void periodic(long now) {
        if (now - nextKeepAlive >= 0) {
            if (requests.isPending()) {
                keepAliveFailed();
            }
            nextKeepAlive = now + keepAlive.intervalNanos();
            send(RtspRequest.of(keepAlive.method(), target.playUri()));
        }
        if (now - nextReport >= 0) {
            nextReport = now + config.reportInterval().toNanos();
            actions.add(new SessionAction.Report());
        }
    }

    private void onKeepAliveAnswer(RtspRequest request, RtspResponse response) {
        boolean again = response.status() == 401
                && authenticator.onUnauthorized(response) == Authenticator.Verdict.RETRY;
        if (again) {
            send(request);
        } else if (response.isSuccess()) {
            authenticator.onGranted();
        } else {
            keepAliveFailed();
        }
    }

    private void keepAliveFailed() {
        requests.forget();
        keepAlive.failed();
        actions.add(new SessionAction.KeepAliveFailed());
    }
}
