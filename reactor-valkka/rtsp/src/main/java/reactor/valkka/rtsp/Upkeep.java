package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

/** What a session that plays has to say from time to time: that we are there, and how it goes. */
final class Upkeep {

    private final RtspClientSession session;
    private final KeepAlive keepAlive;
    private final long reportNanos;
    private long nextKeepAlive;
    private long nextReport;

    Upkeep(SessionConfig config, RtspClientSession session) {
        this.session = session;
        keepAlive = new KeepAlive(config.keepAliveMethod(), config.keepAliveInterval());
        reportNanos = config.reportInterval().toNanos();
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    /** Takes in what an answer says of the session. */
    void learnSession(RtspResponse response, Requests requests) {
        String session = response.headers().first("Session");
        if (session != null) {
            SessionHeader header = SessionHeader.parse(session);
            requests.learnSession(header);
            keepAlive.learnTimeout(header.timeoutSeconds());
        }
    }

    /** PLAY was granted. */
    void begin(long now) {
        nextKeepAlive = now + keepAlive.intervalNanos();
        nextReport = now + reportNanos;
    }

    /** When something is due. */
    long wakeNanos() {
        return nextKeepAlive - nextReport < 0 ? nextKeepAlive : nextReport;
    }

    /**
     * Says what is due.
     *
     * @param paused answers are not read for now, so that none is missing
     */
    void onTime(Requests requests, String uri, boolean paused, long now) {
        if (now - nextKeepAlive >= 0) {
            if (requests.isPending() && !paused) {
                failed(requests);
            }
            nextKeepAlive = now + keepAlive.intervalNanos();
            session.send(RtspRequest.of(keepAlive.method(), uri));
        }
        if (now - nextReport >= 0) {
            nextReport = now + reportNanos;
            session.emit(new SessionAction.Report());
        }
    }

    void onAnswer(
            RtspRequest request,
            RtspResponse response,
            Requests requests,
            Authenticator authenticator) {
        boolean again = response.status() == 401
                && authenticator.onUnauthorized(response) == Authenticator.Verdict.RETRY;
        if (again) {
            session.send(request);
        } else if (response.isSuccess()) {
            authenticator.onGranted();
        } else {
            failed(requests);
        }
    }

    private void failed(Requests requests) {
        requests.forget();
        keepAlive.failed();
        session.emit(new SessionAction.KeepAliveFailed());
    }
}
