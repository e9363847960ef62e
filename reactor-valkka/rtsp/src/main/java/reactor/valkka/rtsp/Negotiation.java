package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * The tracks of a session and what carries them: one SETUP after the other.
 *
 * <p>All tracks go over the same kind of transport, unless the camera grants another one than was
 * asked for. Which kinds do not work is remembered over the connections of a session.
 */
final class Negotiation {

    private final List<TransportKind> kinds;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final List<TrackReady> ready = new ArrayList<>();
    private final List<String> readyUris = new ArrayList<>();
    private SessionDescription description = SessionDescription.parse("");
    private int kind;
    private int asked;

    /** A track that is still to be set up. */
    private static final class Pending {
        final TrackChoice choice;
        final List<String> uris;
        int uri;

        @Nullable
        TransportHeader transport;

        Pending(TrackChoice choice, List<String> uris) {
            this.choice = choice;
            this.uris = uris;
        }
    }

    Negotiation(List<TransportKind> kinds) {
        this.kinds = kinds;
    }

    /** Begins with what a connection's description offers. */
    void begin(SessionDescription described, List<TrackChoice> chosen, PlayTarget target) {
        description = described;
        pending.clear();
        ready.clear();
        readyUris.clear();
        asked = 0;
        for (TrackChoice choice : chosen) {
            pending.add(new Pending(choice, target.setupUris(choice.media().control())));
        }
    }

    /** Whether a track waits for its SETUP. */
    boolean hasNext() {
        return !pending.isEmpty();
    }

    /** The tracks that were granted, by index. */
    List<TrackReady> ready() {
        return ready;
    }

    /** Where those were granted. */
    List<String> readyUris() {
        return readyUris;
    }

    /** Whether groups are to be joined before anything comes. */
    boolean hasGroups() {
        return ready.stream().anyMatch(track -> track.kind() == TransportKind.MULTICAST);
    }

    /** Whether packets come by another way than the connection, and may go on when it has ended. */
    boolean isBesideTheConnection() {
        return ready.stream().anyMatch(track -> track.kind() != TransportKind.TCP);
    }

    /** The kind that is asked for now. */
    TransportKind kind() {
        return kinds.get(kind);
    }

    /** Whether there is a kind to try after this one. */
    boolean hasNextKind() {
        return kind + 1 < kinds.size();
    }

    /** Goes on with the next kind. */
    void nextKind() {
        kind++;
        Pending next = pending.peek();
        if (next != null) {
            next.transport = null;
        }
    }

    /** The kind that the granted tracks use. */
    TransportKind granted() {
        return ready.get(0).kind();
    }

    /** Whether the next track needs ports before it can be asked for. */
    boolean needsPorts() {
        return kind() == TransportKind.UDP && next().transport == null;
    }

    /** The ports for the next track are open. */
    void ports(PortPair ports) {
        next().transport = TransportHeader.datagrams(ports);
    }

    /** The URL of the next SETUP. */
    String setupUri() {
        Pending next = next();
        return next.uris.get(next.uri);
    }

    /** The transport that the next SETUP asks for. */
    TransportHeader transport() {
        Pending next = next();
        TransportHeader transport = next.transport;
        if (transport == null) {
            transport = kind() == TransportKind.MULTICAST
                    ? TransportHeader.group()
                    : TransportHeader.interleaved(2 * asked);
            next.transport = transport;
        }
        return transport;
    }

    /** Takes the other meaning of the next track's control URL; false where there is none. */
    boolean tryNextUri() {
        Pending next = next();
        boolean another = next.uri + 1 < next.uris.size();
        next.uri += another ? 1 : 0;
        return another;
    }

    /** Whether the session is worth playing without the next track. */
    boolean canDoWithout() {
        TrackKind given = next().choice.codec().kind();
        if (given != TrackKind.VIDEO) {
            return pending.size() + ready.size() > 1;
        }
        return ready.stream().anyMatch(track -> track.codec().kind() == TrackKind.VIDEO)
                || pending.stream()
                        .skip(1)
                        .anyMatch(other -> other.choice.codec().kind() == TrackKind.VIDEO);
    }

    /** The next track is given up; the section's name. */
    String giveUp() {
        asked++;
        return pending.remove().choice.media().kind();
    }

    /** The next track was granted; false where the answer is of no use. */
    boolean grant(@Nullable String answer) {
        Pending next = next();
        TransportHeader request = transport();
        Granted granted = Granted.of(kind(), request, answer, next.choice.media(), description);
        if (granted == null) {
            return false;
        }
        readyUris.add(setupUri());
        pending.remove();
        asked++;
        ready.add(new TrackReady(
                ready.size(),
                next.choice.media(),
                next.choice.map(),
                next.choice.codec(),
                granted.kind(),
                request,
                granted.transport()));
        return true;
    }

    private Pending next() {
        return Objects.requireNonNull(pending.peek());
    }
}
