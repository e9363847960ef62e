package reactor.valkka.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The sessions of a {@link FakeCamera}, those included that clients left without a word. */
final class CameraSessions {

    private final List<Long> staleUntil = new ArrayList<>();
    private int open;

    /** Takes one more, unless there are so many; 0 for any number. */
    synchronized boolean enter(int max) {
        forget();
        if (max > 0 && open + staleUntil.size() >= max) {
            return false;
        }
        open++;
        return true;
    }

    /** One has ended, and stays for a while if that is positive. */
    synchronized void leave(Duration staleFor) {
        open--;
        if (!staleFor.isZero()) {
            staleUntil.add(System.nanoTime() + staleFor.toNanos());
        }
    }

    /** Somebody ends a session that a client left; false where there is none. */
    synchronized boolean endStale() {
        forget();
        return !staleUntil.isEmpty() && staleUntil.remove(0) != null;
    }

    /** How long a session still sends that a client left, 0 where none does. */
    synchronized long staleNanos() {
        forget();
        long now = System.nanoTime();
        return staleUntil.stream().mapToLong(until -> until - now).max().orElse(0);
    }

    private void forget() {
        long now = System.nanoTime();
        staleUntil.removeIf(until -> until - now <= 0);
    }
}
