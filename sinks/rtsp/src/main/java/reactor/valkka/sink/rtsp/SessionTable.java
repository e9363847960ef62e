package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All sessions of a server by their ids, and who gets datagrams where. Safe for all threads. */
final class SessionTable {
    private final Map<String, ServedSession> sessions = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, ServedSession> receivers = new ConcurrentHashMap<>();

    void add(ServedSession session) {
        sessions.put(session.id(), session);
    }

    void remove(ServedSession session) {
        sessions.remove(session.id());
    }

    @Nullable
    ServedSession find(String id) {
        return sessions.get(id);
    }

    List<ServedSession> all() {
        return List.copyOf(sessions.values());
    }

    /**
     * A port of a client belongs to one session: a client that came back after an accident, with
     * the same ports, would get everything twice.
     *
     * @return the session that had it before, or null
     */
    @Nullable
    ServedSession claim(InetSocketAddress receiver, ServedSession session) {
        ServedSession before = receivers.put(receiver, session);
        return before == session ? null : before;
    }

    void release(InetSocketAddress receiver, ServedSession session) {
        receivers.remove(receiver, session);
    }
}
