package reactor.valkka.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sends tracks to one client, at their pace, with the faults of the script. */
final class FakeSender implements Runnable {

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long NOISE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final CameraCounts counts;
    private final ScriptValues script;
    private final FakeConnection connection;
    private final FakeSession session;
    private final List<TrackFeed> feeds = new ArrayList<>();
    private volatile boolean stopped;
    private final AtomicInteger unitsSent = new AtomicInteger();

    FakeSender(
            CameraCounts counts,
            ScriptValues script,
            FakeConnection connection,
            FakeSession session) {
        this.counts = counts;
        this.script = script;
        this.connection = connection;
        this.session = session;
    }

    void stop() {
        stopped = true;
    }

    int unitsSent() {
        return unitsSent.get();
    }

    @Override
    public void run() {
        runWhile(() -> true);
    }

    /** Sends as long as that holds. */
    void runWhile(BooleanSupplier condition) {
        session.tracks().stream()
                .map(track -> TrackFeed.of(script, track))
                .filter(Objects::nonNull)
                .forEach(feeds::add);
        try {
            long start = System.nanoTime();
            while (!stopped && !feeds.isEmpty() && !isOver(feeds.get(0).number())) {
                send(start, next());
                stopped = stopped || !condition.getAsBoolean();
            }
            if (!stopped && !feeds.isEmpty()) {
                finish();
            }
        } catch (IOException gone) {
            stopped = true;
        }
    }

    private void send(long start, TrackFeed next) throws IOException {
        if (script.framesPerSecond > 0) {
            await(start + next.dueNanos());
        }
        if (session.isExpired()) {
            stopped = true;
            connection.kill();
        } else if (!stopped) {
            next.send();
            counts.unitSent();
            unitsSent.incrementAndGet();
        }
    }

    private TrackFeed next() {
        TrackFeed next = feeds.get(0);
        for (TrackFeed feed : feeds) {
            next = feed.dueNanos() < next.dueNanos() ? feed : next;
        }
        return next;
    }

    private boolean isOver(int number) {
        return reached(script.unitsMax, number)
                || reached(script.garbageAfter, number)
                || reached(script.closeAfter, number)
                || reached(script.stallAfter, number)
                || reached(script.freezeAfter, number);
    }

    private static boolean reached(int limit, int number) {
        return limit > 0 && number >= limit;
    }

    private void finish() throws IOException {
        int number = feeds.get(0).number();
        if (reached(script.closeAfter, number)) {
            connection.kill();
        } else if (reached(script.freezeAfter, number)) {
            connection.freeze();
        } else if (reached(script.unitsMax, number)) {
            for (TrackFeed feed : feeds) {
                feed.bye();
            }
        }
        while (!stopped && reached(script.garbageAfter, number)) {
            connection.writeNoise();
            LockSupport.parkNanos(NOISE_EVERY_NANOS);
        }
    }

    /** Waits for the next unit; packets that were held back go meanwhile. */
    private void await(long due) throws IOException {
        long now = System.nanoTime();
        while (due - now > 0 && !stopped) {
            long nap = Math.min(due - now, NAP_NANOS);
            for (TrackFeed feed : feeds) {
                feed.onTime(now);
                long wake = feed.wakeNanos();
                nap = wake == Long.MAX_VALUE ? nap : Math.min(nap, Math.max(1, wake - now));
            }
            LockSupport.parkNanos(nap);
            now = System.nanoTime();
        }
    }
}
