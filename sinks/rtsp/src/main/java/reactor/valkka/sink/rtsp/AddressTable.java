package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has how many connections and sessions, and how fast each may ask.
 *
 * <p>The rate is kept by the generic cell rate algorithm (ITU-T I.371). An address without
 * connections and sessions is remembered until its pause is over, so that nobody gains by
 * connecting anew for each request.
 *
 * <p><b>Threads:</b> any; a short lock for each connection and request. <b>Bounds:</b> as many
 * addresses as there are connections and sessions, and {@value #REMEMBERED_MAX} more.
 */
final class AddressTable {
    private static final int REMEMBERED_MAX = 4096;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long BURST_NANOS = 2 * NANOS_PER_SECOND;

    /** What others at that address can be made to wait for by one of them. */
    private static final long WAIT_NANOS_MAX = 2 * NANOS_PER_SECOND;

    private final RtspServerLimits limits;
    private final long intervalNanos;
    private final int entriesMax;
    private final Map<String, Entry> entries = new HashMap<>();
    private final LinkedHashMap<Newcomer, Entry> newcomers = new LinkedHashMap<>();
    private int connections;

    /** A connection that has not asked for anything yet. */
    interface Newcomer {
        /** It has to make room for another one; on the thread of that one. */
        void makeRoom();
    }

    private static final class Entry {
        private int connections;
        private int sessions;
        private int newcomers;
        private long dueNanos;
        private boolean asked;

        boolean isIdle() {
            return connections == 0 && sessions == 0;
        }

        long waitNanos(long now) {
            return asked ? Math.max(0, dueNanos - BURST_NANOS - now) : 0;
        }

        boolean isForgettable(long now) {
            return isIdle() && (!asked || dueNanos - now <= 0);
        }
    }

    AddressTable(RtspServerLimits limits) {
        this.limits = limits;
        intervalNanos = NANOS_PER_SECOND / limits.requestsPerSecond();
        entriesMax = limits.connections() + REMEMBERED_MAX;
    }

    /**
     * Whether there is room for one more connection. If so it is counted, and has asked for nothing
     * yet: of those that have not, one may have to make room for it.
     */
    boolean connect(String address, Newcomer newcomer, long now) {
        Newcomer leaving;
        synchronized (this) {
            if (connections >= limits.connections()) {
                return false;
            }
            Entry entry = entry(address, now);
            if (entry.connections >= limits.connectionsPerAddress()) {
                return false;
            }
            entry.connections++;
            connections++;
            leaving = arrived(newcomer, entry);
        }
        if (leaving != null) {
            leaving.makeRoom();
        }
        return true;
    }

    /** A connection is no more. */
    synchronized void disconnect(String address, long now) {
        connections--;
        entry(address, now).connections--;
        forgetIfOver(address, now);
    }

    /**
     * Gives the one to close, or null: the oldest of the address that has most of them, so that
     * nobody crowds out the others.
     */
    private @Nullable Newcomer arrived(Newcomer newcomer, Entry from) {
        from.newcomers++;
        newcomers.put(newcomer, from);
        if (newcomers.size() <= limits.newcomers()) {
            return null;
        }
        Newcomer leaving = newcomer;
        int most = 0;
        for (Map.Entry<Newcomer, Entry> each : newcomers.entrySet()) {
            if (each.getValue().newcomers > most) {
                most = each.getValue().newcomers;
                leaving = each.getKey();
            }
        }
        settled(leaving);
        return leaving;
    }

    /** A connection has asked for something, or is no more. */
    synchronized void settled(Newcomer newcomer) {
        Entry from = newcomers.remove(newcomer);
        if (from != null) {
            from.newcomers--;
        }
    }

    /** Whether there is room for one more session; it is counted if so. */
    synchronized boolean open(String address, long now) {
        Entry entry = entry(address, now);
        if (entry.sessions >= limits.sessionsPerAddress()) {
            return false;
        }
        entry.sessions++;
        return true;
    }

    /** A session is over. */
    synchronized void close(String address, long now) {
        entry(address, now).sessions--;
        forgetIfOver(address, now);
    }

    /** Takes note of a request; gives how long to wait with reading the next one. */
    synchronized long request(String address, long now) {
        Entry entry = entry(address, now);
        long from = entry.asked && entry.dueNanos - now > 0 ? entry.dueNanos : now;
        long most = now + BURST_NANOS + WAIT_NANOS_MAX;
        long due = from + intervalNanos;
        entry.dueNanos = due - most > 0 ? most : due;
        entry.asked = true;
        return entry.waitNanos(now);
    }

    /** How long to wait with reading the first request: who connects anew gains nothing by it. */
    synchronized long waitNanos(String address, long now) {
        Entry entry = entries.get(address);
        return entry == null ? 0 : entry.waitNanos(now);
    }

    /** Open connections. */
    synchronized int connections() {
        return connections;
    }

    private Entry entry(String address, long now) {
        Entry entry = entries.get(address);
        if (entry == null) {
            if (entries.size() >= entriesMax) {
                sweep(now);
            }
            entry = new Entry();
            entries.put(address, entry);
        }
        return entry;
    }

    private void forgetIfOver(String address, long now) {
        Entry entry = entries.get(address);
        if (entry != null && entry.isForgettable(now)) {
            entries.remove(address);
        }
    }

    /** Those whose pause is over go; if none is, whichever has no connection. */
    private void sweep(long now) {
        entries.values().removeIf(entry -> entry.isForgettable(now));
        Iterator<Entry> all = entries.values().iterator();
        while (entries.size() >= entriesMax && all.hasNext()) {
            if (all.next().isIdle()) {
                all.remove();
            }
        }
    }
}
