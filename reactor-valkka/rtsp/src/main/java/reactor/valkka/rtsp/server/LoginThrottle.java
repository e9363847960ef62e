package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.Credentials;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes guessing passwords slow: after {@value #FREE} failures in a row, an address has to wait
 * before its next try at the same credentials, twice as long each time, 8 seconds at most. What it
 * tries meanwhile, over however many connections, waits for its turn. That it knows one password
 * forgives no guess at another.
 *
 * <p><b>Threads:</b> any; a short lock for each login. <b>Bounds:</b> {@value #GUESSERS_MAX} pairs
 * of address and credentials are remembered, those that failed last, for ten minutes.
 */
public final class LoginThrottle {
    private static final int FREE = 4;
    private static final int DOUBLINGS_MAX = 5;
    private static final int GUESSERS_MAX = 4096;
    private static final long FIRST_WAIT_NANOS = Duration.ofMillis(250).toNanos();
    private static final long FORGET_NANOS = Duration.ofMinutes(10).toNanos();

    private final Map<Guesser, Failures> table = new LinkedHashMap<>();

    private record Guesser(String address, Credentials wanted) {}

    private record Failures(int count, long lastNanos, long readyNanos) {}

    /** From when on an address may try again; not after {@code now} where it may at once. */
    synchronized long readyAt(String address, Credentials wanted, long now) {
        Failures failures = table.get(new Guesser(address, wanted));
        return failures == null ? now : failures.readyNanos;
    }

    /** Takes note of wrong credentials. */
    synchronized void failed(String address, Credentials wanted, long now) {
        Guesser guesser = new Guesser(address, wanted);
        Failures before = table.remove(guesser);
        boolean known = before != null && now - before.lastNanos < FORGET_NANOS;
        int count = known ? before.count + 1 : 1;
        int doublings = Math.min(count - FREE, DOUBLINGS_MAX);
        long wait = doublings < 0 ? 0 : FIRST_WAIT_NANOS << doublings;
        if (table.size() == GUESSERS_MAX) {
            table.remove(table.keySet().iterator().next());
        }
        table.put(guesser, new Failures(count, now, now + wait));
    }

    /** Takes note of right credentials. */
    synchronized void succeeded(String address, Credentials wanted) {
        if (!table.isEmpty()) {
            table.remove(new Guesser(address, wanted));
        }
    }
}
