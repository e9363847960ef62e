package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * One connection to a server: requests and the time go in, actions come out.
 *
 * <p>Requests are answered one by one in the order in which they came. While one waits, for a
 * camera or for the turn of its login, those behind it wait too: as many as {@link
 * DialogueConfig#waitingMax} allows, and then {@link #isFull} asks for nothing more to be read.
 * What a ticket was given for and is told of too late is not heard.
 *
 * <p>A client proves who it is for DESCRIBE, SETUP, PLAY and ANNOUNCE, and for whatever it asks of
 * a session that was not made here. What else it asks of its own session needs no proof: that the
 * session is its own is proof enough, and a keep-alive is not lost because a nonce grew old.
 *
 * <p><b>Threads:</b> one at a time. <b>Source:</b> RFC 2326 §10, §11.
 */
public final class ServerDialogue {
    private static final long HELD_NANOS_MAX = Duration.ofSeconds(20).toNanos();

    /** A session that was made here. */
    private record Own(String path, Client client) {}

    private final DialogueConfig config;
    private final MountDirectory mounts;
    private final TokenSource tokens;
    private final ConnectionAccess access;
    private final SessionPlace place;
    private final Reading reading;
    private final Publishing publishing;
    private final Map<String, Own> own = new HashMap<>();
    private final ArrayDeque<RtspRequest> waiting = new ArrayDeque<>();
    private final ArrayDeque<DialogueAction> actions = new ArrayDeque<>();
    private @Nullable Pending current;
    private @Nullable String user;
    private int ticket;
    private long heldSince;
    private long heldUntil = Long.MAX_VALUE;
    private long deadline;
    private boolean silent = true;
    private boolean over;

    /**
     * A connection that was just accepted.
     *
     * @param mounts which mounts there are
     * @param tokens makes ids of sessions, and nonces
     * @param throttle knows who guessed passwords before
     * @param ends between whom it is
     * @param now nanoseconds of the clock that all times are read from
     */
    public ServerDialogue(
            DialogueConfig config,
            MountDirectory mounts,
            TokenSource tokens,
            LoginThrottle throttle,
            ConnectionEnds ends,
            long now) {
        this.config = config;
        this.mounts = mounts;
        this.tokens = tokens;
        access = new ConnectionAccess(config, ends.household(), tokens, throttle);
        place = new SessionPlace(ends, new ChannelNumbers());
        reading = new Reading(config, tokens, place);
        publishing = new Publishing(config, tokens, place);
        deadline = now + config.firstRequest().toNanos();
    }

    /** What to do next, or {@code null} where there is nothing to do for now. */
    public @Nullable DialogueAction poll() {
        return actions.poll();
    }

    /** Whether nothing more is to be read for now. */
    public boolean isFull() {
        return waiting.size() >= config.waitingMax();
    }

    /** When to call {@link #onTime}; {@link Long#MAX_VALUE} for never. */
    public long wakeNanos() {
        if (over) {
            return Long.MAX_VALUE;
        }
        boolean watched = own.isEmpty() && current == null;
        return Math.min(heldUntil, watched ? deadline : Long.MAX_VALUE);
    }

    /** Takes a request in. */
    public void onRequest(RtspRequest request, long now) {
        if (over) {
            return;
        }
        silent = false;
        deadline = now + config.idle().toNanos();
        waiting.add(request);
        advance(now);
    }

    /** What comes is no RTSP. */
    public void onUnreadable() {
        closeBehind(RtspResponse.of(400));
    }

    /** A request announces a larger body than is read. */
    public void onTooLarge(RtspRequest head) {
        closeBehind(Answers.last(RtspResponse.to(head, 413)));
    }

    private void closeBehind(RtspResponse last) {
        if (!over) {
            send(last);
            close(CloseReason.UNREADABLE);
        }
    }

    /** Takes the time in. */
    public void onTime(long now) {
        if (over) {
            return;
        }
        Pending held = current;
        if (heldUntil != Long.MAX_VALUE && held != null) {
            if (now - heldUntil >= 0) {
                heldUntil = Long.MAX_VALUE;
                perform(held, now);
                advance(now);
            }
        } else if (current == null && own.isEmpty() && now - deadline >= 0) {
            close(silent ? CloseReason.NO_REQUEST : CloseReason.IDLE);
        }
    }

    /** The mount is known. */
    public void onOffer(int asked, MountOffer mount, long now) {
        Pending pending = expected(asked);
        if (pending == null) {
            return;
        }
        if (pending.method() == RtspMethod.DESCRIBE) {
            answer(Answers.described(pending.request(), pending.target(), mount), now);
        } else {
            openSession(pending, mount, now);
        }
    }

    /** The mount is there, but what it has to offer did not become known in time. */
    public void onUnavailable(int asked, long now) {
        answer(asked, Answers::unavailable, now);
    }

    /** The mount is there, and RTP can carry nothing of what it has. */
    public void onUnsupported(int asked, long now) {
        answer(asked, Answers::uncarried, now);
    }

    /** The mount was taken away. */
    public void onGone(int asked, long now) {
        answer(asked, request -> RtspResponse.to(request, 404), now);
    }

    /** The session is in the table. */
    public void onOpened(int asked, long now) {
        ReadSession session = expected(asked) == null ? null : reading.opening();
        if (session != null) {
            own.put(session.id(), new Own(session.path(), session.owner()));
            answer(reading.opened(), now);
        }
    }

    /** There are as many sessions of this client as it may have. */
    public void onTooMany(int asked, long now) {
        if (expected(asked) != null) {
            giveUp();
            answer(asked, request -> RtspResponse.to(request, 453), now);
        }
    }

    /** What was announced has its place. */
    public void onAdmitted(int asked, long now) {
        Pending pending = expected(asked);
        if (pending != null) {
            PublishSession session = publishing.admitted();
            own.put(session.id(), new Own(session.path(), session.owner()));
            answer(RtspResponse.to(pending.request(), 200), now);
        }
    }

    /** Somebody else publishes there. */
    public void onOccupied(int asked, long now) {
        if (expected(asked) != null) {
            giveUp();
            answer(asked, Answers::occupied, now);
        }
    }

    /** The session that was asked for does not come about. */
    private void giveUp() {
        reading.giveUp();
        publishing.giveUp();
    }

    /** What came of a request in a session. */
    public void onAnswer(int asked, RtspResponse response, long now) {
        if (expected(asked) != null) {
            answer(response, now);
        }
    }

    /** A session that was made here is over. */
    public void onSessionEnded(String id, long now) {
        publishing.ended(id);
        if (own.remove(id) != null) {
            deadline = now + config.idle().toNanos();
        }
    }

    private @Nullable Pending expected(int asked) {
        return asked == ticket && !over ? current : null;
    }

    private void advance(long now) {
        while (current == null && !over && !waiting.isEmpty()) {
            begin(waiting.remove(), now);
        }
    }

    private void begin(RtspRequest request, long now) {
        RtspResponse refusal = RequestChecks.refusal(request);
        if (refusal != null) {
            send(refusal);
            return;
        }
        Pending pending = Pending.of(request);
        current = pending;
        heldSince = now;
        perform(pending, now);
    }

    private void perform(Pending pending, long now) {
        if (pending.method() == RtspMethod.ANNOUNCE) {
            announce(pending, now);
            return;
        }
        String named = RequestHeaders.sessionId(pending.request());
        String id =
                named == null ? publishing.impliedId(pending.method(), pending.target()) : named;
        boolean inSession = id != null && pending.method() != RtspMethod.DESCRIBE;
        Own session = inSession ? own.get(id) : null;
        String path = session == null ? pending.target().path() : session.path;
        MountAccess mount = mounts.find(path);
        boolean publishes = inSession && publishing.owns(id);
        Credentials credentials = mount == null ? mounts.credentials() : mount.credentials();
        if (!publishes
                && ServerMethods.needsProof(pending.method(), inSession && session == null)
                && !isProven(pending, credentials, path, now)) {
            return;
        }
        if (session != null
                && !publishes
                && pending.method() == RtspMethod.SETUP
                && !pending.target().path().equals(session.path)) {
            answer(RtspResponse.to(pending.request(), 459), now);
        } else if (inSession && id != null) {
            Client client = session == null ? client() : session.client;
            actions.add(new DialogueAction.InSession(
                    ++ticket, id, session != null, client, pending.request(), pending.target()));
        } else {
            performHere(pending, mount, now);
        }
    }

    private void announce(Pending pending, long now) {
        String path = pending.target().path();
        PublishAccess access = mounts.findPublication(path);
        Credentials credentials = access == null ? mounts.credentials() : access.credentials();
        if (!isProven(pending, credentials, path, now)) {
            return;
        }
        boolean isRead = mounts.find(path) != null;
        RtspResponse refusal =
                publishing.announce(pending.request(), access, isRead, client(), now);
        PublishSession session = publishing.announcing();
        if (refusal != null) {
            answer(refusal, now);
        } else if (session != null) {
            actions.add(new DialogueAction.Announce(++ticket, session));
        }
    }

    /** What belongs to no session. */
    private void performHere(Pending pending, @Nullable MountAccess mount, long now) {
        switch (pending.method()) {
            case OPTIONS -> answer(Answers.options(pending.request()), now);
            case GET_PARAMETER, SET_PARAMETER -> answer(Answers.parameters(pending.request()), now);
            case DESCRIBE, SETUP -> {
                if (mount == null) {
                    answer(RtspResponse.to(pending.request(), 404), now);
                } else if (pending.method() == RtspMethod.DESCRIBE
                        && !RequestHeaders.takesSdp(pending.request())) {
                    answer(RtspResponse.to(pending.request(), 406), now);
                } else {
                    actions.add(new DialogueAction.Resolve(++ticket, mount.path()));
                }
            }
            default -> answer(RtspResponse.to(pending.request(), 454), now);
        }
    }

    private boolean isProven(
            Pending pending, @Nullable Credentials credentials, String path, long now) {
        ConnectionAccess.Verdict verdict = access.check(pending.request(), credentials, now);
        if (verdict instanceof ConnectionAccess.Granted granted) {
            user = granted.user();
            return true;
        }
        if (verdict instanceof ConnectionAccess.Later later) {
            hold(pending, later.nanos(), now);
        } else if (verdict instanceof ConnectionAccess.Refused refused) {
            if (refused.wasWrong()) {
                actions.add(new DialogueAction.LoginRefused(path));
            }
            RtspResponse response = Answers.unauthorized(pending.request(), refused.challenges());
            if (refused.isLast()) {
                send(Answers.last(response));
                close(CloseReason.LOGINS_REFUSED);
            } else {
                answer(response, now);
            }
        }
        return false;
    }

    private void hold(Pending pending, long until, long now) {
        if (now - heldSince >= HELD_NANOS_MAX) {
            answer(Answers.unavailable(pending.request()), now);
        } else {
            heldUntil = until;
        }
    }

    private Client client() {
        return new Client(place.ends().remoteAddress(), user);
    }

    private void openSession(Pending pending, MountOffer mount, long now) {
        MountAccess known = mounts.find(pending.target().path());
        String path = known == null ? pending.target().path() : known.path();
        RtspResponse refusal =
                reading.open(pending.request(), pending.target(), path, mount, client(), now);
        ReadSession session = reading.opening();
        if (refusal != null) {
            answer(refusal, now);
        } else if (session != null) {
            actions.add(new DialogueAction.Open(++ticket, session));
        }
    }

    private void answer(int asked, Function<RtspRequest, RtspResponse> how, long now) {
        Pending pending = expected(asked);
        if (pending != null) {
            answer(how.apply(pending.request()), now);
        }
    }

    /** Answers what is being answered, and goes on with what waits behind it. */
    private void answer(RtspResponse response, long now) {
        send(response);
        current = null;
        user = null;
        ticket++;
        deadline = now + config.idle().toNanos();
        advance(now);
    }

    private void send(RtspResponse response) {
        actions.add(new DialogueAction.Send(response.header("Server", "reactor-valkka")));
    }

    private void close(CloseReason reason) {
        over = true;
        waiting.clear();
        actions.add(new DialogueAction.Close(reason));
    }
}
