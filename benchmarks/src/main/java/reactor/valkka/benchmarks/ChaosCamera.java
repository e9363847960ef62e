package reactor.valkka.benchmarks;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.FakeCamera;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One camera of {@link ChaosBenchmark}, and who watches it. */
final class ChaosCamera implements AutoCloseable {

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final int DEATHS_IN = 8;
    private static final int ON_THEIR_WAY = 25;

    private final FakeCamera camera = FakeCamera.start(ChaosScripts.HEALTHY);
    private final UnitCheck check = new UnitCheck(ChaosScripts.VIDEO);
    private final List<String> illnesses = new ArrayList<>();
    private final boolean healthy;
    private final SplittableRandom random;
    private final RtspSource source;
    private final Disposable watching;
    private @Nullable volatile Throwable failure;
    private boolean dead;
    private long shownWhenMended;

    /**
     * Starts and is watched.
     *
     * @param healthy whether it stays so
     * @param random of this camera alone
     */
    ChaosCamera(
            int index,
            boolean healthy,
            RtspTransport transport,
            SplittableRandom random,
            FramePool pool,
            Counters counters,
            ConnectionGovernor governor) {
        this.healthy = healthy;
        this.random = random;
        source = RtspSource.create(camera.uri()).stream(
                        StreamId.of((healthy ? "healthy " : "ill ") + index + " " + transport))
                .credentials(ChaosScripts.user())
                .transport(transport)
                .pool(pool, 0)
                .counters(counters)
                .governor(governor)
                .deadlines(Deadlines.all(Duration.ofSeconds(3)))
                .reconnect(ReconnectPolicy.backoff(FIRST_WAIT, LONGEST_WAIT).refused(LONGEST_WAIT));
        watching = source.frames()
                .as(Use.each(check::take))
                .subscribe(nothing -> {}, error -> failure = error);
    }

    boolean isHealthy() {
        return healthy;
    }

    UnitCheck check() {
        return check;
    }

    RtspSource source() {
        return source;
    }

    /** Becomes ill in another way, or dies, or comes back. */
    void suffer() {
        ChaosScripts.Illness next = ChaosScripts.next(random);
        camera.behave(next.script());
        if (dead) {
            camera.revive();
            dead = false;
        } else if (random.nextInt(DEATHS_IN) == 0) {
            illnesses.add("dies");
            camera.kill();
            dead = true;
            return;
        } else {
            camera.dropConnections();
        }
        illnesses.add(next.name());
    }

    /**
     * Units that the camera sent and nobody saw, but for those that may be on their way; a break is
     * one, too.
     */
    long lost() {
        long behind = camera.unitsSent() - check.shown() - ON_THEIR_WAY;
        return Math.max(check.missing(), behind) + check.breaks();
    }

    /** Is well again; the next connection shows it. */
    void mend() {
        shownWhenMended = check.shown();
        if (healthy) {
            return;
        }
        camera.behave(ChaosScripts.HEALTHY);
        if (dead) {
            camera.revive();
            dead = false;
        } else {
            camera.dropConnections();
        }
        source.reconnectNow();
    }

    /** Whether so many units came since it was mended. */
    boolean shows(int units) {
        return check.shown() - shownWhenMended >= units;
    }

    /** Nobody watches any more. */
    void leave() {
        watching.dispose();
    }

    @Override
    public void close() {
        leave();
        camera.close();
    }

    /** One line for the curious. */
    @Override
    public String toString() {
        Throwable error = failure;
        return source.stream() + ": shown " + check.shown() + ", missing " + check.missing()
                + ", damaged " + check.damaged() + ", breaks " + check.breaks() + ' ' + illnesses
                + (error == null ? "" : " FAILED " + error) + "; now " + source.state();
    }
}
