package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

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
    private final AtomicInteger unitsSent = new AtomicInteger();
    private volatile boolean stopped;
    private volatile @Nullable Thread running;

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
        LockSupport.unpark(running);
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
        running = Thread.currentThread();
        session.tracks().stream()
                .map(track -> TrackFeed.of(script, track))
                .filter(Objects::nonNull)
                .forEach(feeds::add);
        try {
            long start = System.nanoTime();
            boolean holds = !feeds.isEmpty();
            while (!stopped && holds && !isOver(feeds.get(0).number())) {
                send(start, next());
                holds = condition.getAsBoolean();
            }
            if (!stopped && holds) {
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
            if (reached(script.freezeAfter, feeds.get(0).number())) {
                connection.freeze(); // who sees the count sees it frozen
            }
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
        } else if (reached(script.unitsMax, number) && !reached(script.freezeAfter, number)) {
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
