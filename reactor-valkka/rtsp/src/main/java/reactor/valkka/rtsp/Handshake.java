package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The dialogue from OPTIONS to PLAY: what an answer means, and what is asked next. */
final class Handshake {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ENOUGH_BANDWIDTH = 453;
    private static final int UNSUPPORTED_TRANSPORT = 461;
    private static final int UNAVAILABLE = 503;

    private final SessionConfig config;
    private final RtspClientSession session;
    private final Negotiation negotiation;
    private final LateFarewell farewell;
    private PlayTarget target;
    private @Nullable PlayRequests play;
    private boolean joining;

    Handshake(SessionConfig config, RtspClientSession session) {
        this.config = config;
        this.session = session;
        negotiation = new Negotiation(config.transports());
        farewell = new LateFarewell(config.deadlines());
        target = new PlayTarget(config.uri().requestUri());
    }

    /** A connection stands: everything begins with what the camera can do. */
    void begin(String uri) {
        target = new PlayTarget(uri);
        play = null;
        joining = false;
        session.send(RtspRequest.of(RtspMethod.OPTIONS, target.describeUri()));
    }

    /** The URLs of everything that concerns the session, as a whole if that is allowed. */
    List<String> playUris() {
        PlayRequests asked = play;
        return asked == null ? target.playUris().subList(0, 1) : asked.uris();
    }

    /** Whether another kind of transport can be tried. */
    boolean hasNextTransport() {
        return negotiation.hasNextKind();
    }

    void onAnswer(RtspRequest request, RtspResponse response, long now) {
        switch (Requests.method(request)) {
            case OPTIONS -> onOptions(response);
            case DESCRIBE -> onDescribed(request, response, now);
            case SETUP -> onSetUp(request, response, now);
            default -> onPlay(request, response, now);
        }
    }

    private void onOptions(RtspResponse response) {
        session.learnMethods(response.headers().first("Public"));
        session.send(RtspRequest.of(RtspMethod.DESCRIBE, target.describeUri())
                .header("Accept", "application/sdp"));
    }

    private void onDescribed(RtspRequest request, RtspResponse response, long now) {
        if (!response.isSuccess()) {
            session.refused(request, response, now);
            return;
        }
        SessionDescription description = SessionDescription.parse(response.bodyText());
        Offer offer = Offer.of(description, config.tracks());
        if (offer.chosen().isEmpty()) {
            String what = "no track to play: wanted " + config.tracks() + ", the camera offers "
                    + Offer.all(description) + offer.reasons();
            session.fail(new RtspUnsupportedException(what, session.stage(), session.peer()), now);
            return;
        }
        offer.setAside().forEach(this::setAside);
        target.describe(description, response);
        negotiation.begin(description, offer.chosen(), target);
        RtspRequest goodbye = farewell.take(session.peer(), now);
        if (goodbye == null) {
            next(now);
        } else {
            session.enter(Stage.SETUP, now);
            session.send(goodbye);
        }
    }

    /** What is said to a session that was left behind, once the camera has let us in. */
    LateFarewell farewell() {
        return farewell;
    }

    /** That was answered, or for long enough not. */
    void onFarewellOver(long now) {
        farewell.answered();
        next(now);
    }

    /** The session ends, and stays with the camera until that has heard a goodbye. */
    void leaves(Requests requests, long now) {
        if (negotiation.isBesideTheConnection()) {
            farewell.leaves(
                    session.peer(),
                    playUris().get(0),
                    requests.sessionId(),
                    requests.timeoutSeconds(),
                    now);
        }
    }

    /** The next track, or PLAY after the last one. */
    private void next(long now) {
        if (negotiation.hasNext()) {
            session.enter(Stage.SETUP, now);
            setUp();
            return;
        }
        joining = negotiation.hasGroups();
        session.emit(new SessionAction.TracksReady(negotiation.ready()));
        session.enter(Stage.SETUP, now);
        if (!joining) {
            play(now);
        }
    }

    /** The groups are joined: from now on nothing can be missed. */
    void onListening(long now) {
        if (joining) {
            joining = false;
            play(now);
        }
    }

    private void play(long now) {
        play = new PlayRequests(
                config.replay(), target.playUris(), negotiation.readyUris(), negotiation.ready());
        play(play, now);
    }

    private void play(PlayRequests asked, long now) {
        session.enter(Stage.PLAY, now);
        session.send(asked.request());
    }

    private void setUp() {
        if (negotiation.needsPorts()) {
            session.emit(new SessionAction.OpenPorts());
            return;
        }
        RtspRequest request = RtspRequest.of(RtspMethod.SETUP, negotiation.setupUri())
                .header("Transport", negotiation.transport().print());
        session.send(config.replay() == null ? request : request.header("Require", Replay.FEATURE));
    }

    void onPorts(PortPair ports) {
        if (negotiation.hasNext() && negotiation.needsPorts()) {
            negotiation.ports(ports);
            setUp();
        }
    }

    void onNoPorts(@Nullable Throwable cause, long now) {
        if (negotiation.hasNextKind()) {
            nextTransport(negotiation.kind(), TransportFailure.NOT_OPENED, now);
        } else {
            String what = "no UDP ports could be opened" + NetworkReason.of(cause);
            session.fail(
                    new RtspConnectionException(what, session.stage(), session.peer(), cause), now);
        }
    }

    private void onSetUp(RtspRequest request, RtspResponse response, long now) {
        farewell.survived();
        boolean notFound = response.status() == NOT_FOUND || response.status() == BAD_REQUEST;
        if (notFound && negotiation.tryNextUri()) {
            setUp();
        } else if (response.status() == UNSUPPORTED_TRANSPORT && negotiation.hasNextKind()) {
            nextTransport(negotiation.kind(), TransportFailure.REFUSED, now);
        } else if (!response.isSuccess()) {
            onTrackRefused(request, response, now);
        } else {
            session.learnSession(response);
            onGranted(response.headers().first("Transport"), now);
        }
    }

    private void onGranted(@Nullable String transport, long now) {
        if (negotiation.grant(transport)) {
            next(now);
        } else if (negotiation.hasNextKind()) {
            nextTransport(negotiation.kind(), TransportFailure.REFUSED, now);
        } else {
            String what = "asked for " + negotiation.transport().print() + " and got "
                    + quoted(transport);
            session.fail(new RtspProtocolException(what, session.stage(), session.peer()), now);
        }
    }

    /** A track that the camera refuses costs no other one; but nobody wants sound alone. */
    private void onTrackRefused(RtspRequest request, RtspResponse response, long now) {
        int status = response.status();
        boolean allRefused = status == NOT_ENOUGH_BANDWIDTH || status == UNAVAILABLE;
        if (allRefused || !negotiation.canDoWithout()) {
            session.refused(request, response, now);
            return;
        }
        setAside(refused(negotiation.giveUp(), response));
        next(now);
    }

    private void setAside(String what) {
        session.emit(new SessionAction.SetAside(quoted(what)));
    }

    /** What a camera says, or what holds it, as it may be shown. */
    private String quoted(@Nullable String said) {
        return said == null ? "nothing" : OneLine.of(config.redaction().redact(said));
    }

    /** Nothing came although all was granted. */
    void onSilence(long now) {
        nextTransport(negotiation.granted(), TransportFailure.SILENT, now);
    }

    /** Goes on over another transport, on this connection if nothing was granted on it yet. */
    private void nextTransport(TransportKind failed, TransportFailure reason, long now) {
        session.emit(new SessionAction.TransportFailed(failed, reason));
        negotiation.nextKind();
        if (session.hasSession()) {
            session.connectAnew(ConnectReason.TRANSPORT, now);
        } else {
            session.enter(Stage.SETUP, now);
            setUp();
        }
    }

    private void onPlay(RtspRequest request, RtspResponse response, long now) {
        PlayRequests asked = Objects.requireNonNull(play);
        boolean more;
        if (response.isSuccess()) {
            session.learnSession(response);
            more = asked.granted();
        } else if (asked.hasAnotherWay(response.status())) {
            more = true;
        } else if (asked.canDoWithout()) {
            setAside(refused(asked.kind().name().toLowerCase(Locale.ROOT), response));
            more = asked.next();
        } else {
            session.refused(request, response, now);
            return;
        }
        if (more) {
            play(asked, now);
        } else {
            session.emit(new SessionAction.Playing(Scale.granted(response)));
            session.played(now);
        }
    }

    private static String refused(String what, RtspResponse response) {
        return what + " was refused: " + response.status() + ' ' + response.reason();
    }
}
