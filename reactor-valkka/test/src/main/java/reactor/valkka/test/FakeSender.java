package reactor.valkka.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends the tracks of one client, at their pace, with the faults of the script. */
final class FakeSender implements Runnable {

    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FakeCamera camera;
    private final ScriptValues script;
    private final FakeConnection connection;
    private final FakeSession session;
    private volatile boolean stopped;

    FakeSender(
            FakeCamera camera,
            ScriptValues script,
            FakeConnection connection,
            FakeSession session) {
        this.camera = camera;
        this.script = script;
        this.connection = connection;
        this.session = session;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            List<TrackFeed> feeds = feeds();
            long start = System.nanoTime();
            while (!stopped && !feeds.isEmpty() && !isOver(feeds.get(0).number())) {
                TrackFeed next = next(feeds);
                await(start + next.dueNanos());
                if (!stopped) {
                    next.send();
                    camera.counts().unitSent();
                }
            }
            if (!stopped && !feeds.isEmpty()) {
                finish(feeds);
            }
        } catch (IOException gone) {
            stopped = true;
        }
    }

    private List<TrackFeed> feeds() {
        List<TrackFeed> feeds = new ArrayList<>();
        session.tracks().stream()
                .map(track -> TrackFeed.of(script, track))
                .filter(Objects::nonNull)
                .forEach(feeds::add);
        return feeds;
    }

    private static TrackFeed next(List<TrackFeed> feeds) {
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
                || reached(script.stallAfter, number);
    }

    private static boolean reached(int limit, int number) {
        return limit > 0 && number >= limit;
    }

    private void finish(List<TrackFeed> feeds) throws IOException {
        int number = feeds.get(0).number();
        if (reached(script.closeAfter, number)) {
            connection.kill();
        } else if (reached(script.unitsMax, number)) {
            for (TrackFeed feed : feeds) {
                feed.bye();
            }
        }
        while (!stopped && reached(script.garbageAfter, number)) {
            connection.writeNoise();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private void await(long due) {
        if (script.framesPerSecond > 0) {
            long left = due - System.nanoTime();
            while (left > 0 && !stopped) {
                LockSupport.parkNanos(Math.min(left, NAP_NANOS));
                left = due - System.nanoTime();
            }
        }
    }
}
