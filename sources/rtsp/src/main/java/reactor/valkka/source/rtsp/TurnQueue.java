package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.DoubleSupplier;

/**
 * Who connects next: the most important first, then who came first, as far as its host and the
 * whole allow it. A host that must wait holds nobody else back.
 *
 * <p><b>Shape:</b> a function of events and time; it has no threads and no clock. <b>Threads:</b>
 * one at a time. <b>Costs:</b> logarithmic in the hosts that wait.
 */
final class TurnQueue {

    private static final int HOSTS_KEPT = 1_024;

    private final ConnectionGovernor.Limits limits;
    private final DoubleSupplier random;
    private final TokenBucket all;
    private final Map<String, Host> hosts = new HashMap<>();
    private final PriorityQueue<Host> ready = new PriorityQueue<>(Comparator.comparing(Host::head));
    private final PriorityQueue<Host> resting =
            new PriorityQueue<>((one, other) -> Long.signum(one.readyAt - other.readyAt));
    private long arrivals;
    private int waiting;

    TurnQueue(ConnectionGovernor.Limits limits, DoubleSupplier random) {
        this.limits = limits;
        this.random = random;
        all = new TokenBucket(limits.perSecond(), limits.burst());
    }

    /** Somebody who waits for a turn. */
    static final class Turn implements Comparable<Turn> {
        final Runnable go;
        private final Host host;
        private final int priority;
        private final long arrival;

        private Turn(Runnable go, Host host, int priority, long arrival) {
            this.go = go;
            this.host = host;
            this.priority = priority;
            this.arrival = arrival;
        }

        @Override
        public int compareTo(Turn other) {
            int byPriority = Integer.compare(other.priority, priority);
            return byPriority != 0 ? byPriority : Long.compare(arrival, other.arrival);
        }
    }

    /** Those who want to connect to one host. */
    private static final class Host {
        final TokenBucket bucket;
        final PriorityQueue<Turn> turns = new PriorityQueue<>();
        long readyAt;

        Host(TokenBucket bucket) {
            this.bucket = bucket;
        }

        Turn head() {
            return turns.element();
        }
    }

    int waiting() {
        return waiting;
    }

    /** Somebody comes; its turn is told of by {@link #next}. */
    Turn add(String hostName, int priority, Runnable go, long now) {
        if (hosts.size() >= HOSTS_KEPT) {
            hosts.values().removeIf(idle -> idle.turns.isEmpty() && idle.bucket.isFull(now));
        }
        Host host = hosts.computeIfAbsent(
                hostName,
                name -> new Host(new TokenBucket(limits.perSecondAndHost(), limits.hostBurst())));
        Turn turn = new Turn(go, host, priority, arrivals++);
        leaveQueues(host);
        host.turns.add(turn);
        waiting++;
        enterQueue(host, now);
        return turn;
    }

    /** Somebody does not want to connect any more; nothing happens if it had its turn. */
    void remove(Turn turn, long now) {
        Host host = turn.host;
        leaveQueues(host);
        if (host.turns.remove(turn)) {
            waiting--;
        }
        enterQueue(host, now);
    }

    /** Takes out whose turn it is now; {@code null} if it is nobody's. */
    @Nullable
    Turn next(long now) {
        while (!resting.isEmpty() && resting.element().readyAt - now <= 0) {
            ready.add(resting.remove());
        }
        if (ready.isEmpty() || !all.isReady(now)) {
            return null;
        }
        Host host = ready.remove();
        Turn turn = host.turns.remove();
        waiting--;
        all.take(now, stretch());
        host.bucket.take(now, stretch());
        enterQueue(host, now);
        return turn;
    }

    /** In how many nanoseconds {@link #next} is worth a call; −1 if nobody waits. */
    long delayNanos(long now) {
        if (waiting == 0) {
            return -1;
        }
        long host = ready.isEmpty() ? resting.element().readyAt - now : 0;
        return Math.max(0, Math.max(host, all.readyAt(now) - now));
    }

    private double stretch() {
        return 1 + limits.jitter() * (random.getAsDouble() - 0.5);
    }

    private void leaveQueues(Host host) {
        if (!host.turns.isEmpty()) {
            ready.remove(host);
            resting.remove(host);
        }
    }

    private void enterQueue(Host host, long now) {
        if (host.turns.isEmpty()) {
            return;
        }
        host.readyAt = host.bucket.readyAt(now);
        (host.bucket.isReady(now) ? ready : resting).add(host);
    }
}
