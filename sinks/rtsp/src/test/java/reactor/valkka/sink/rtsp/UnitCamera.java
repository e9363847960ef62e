package reactor.valkka.sink.rtsp;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.spi.Outlet;
import reactor.valkka.test.TestUnits;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A live camera whose units carry numbers: 50 a second, every tenth is a key frame. */
final class UnitCamera implements AutoCloseable {
    static final int GROUP = 10;
    static final int PERIOD_MILLIS = 20;

    private final TestUnits units;
    private final Scheduler scheduler;
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();

    UnitCamera(PoolShare share) {
        units = TestUnits.live(share).withUnitBytes(3_000);
        scheduler = Schedulers.newSingle("camera-" + share.owner(), true);
    }

    Flux<EncodedFrame> frames() {
        return Outlet.flux(Overflow.skipToKeyFrame(64), new Counters(), outlet -> {
            connects.incrementAndGet();
            connected.incrementAndGet();
            outlet.push(units.setup());
            int[] number = {0};
            var timer = scheduler.schedulePeriodically(
                    () -> {
                        int next = number[0]++;
                        outlet.push(next % GROUP == 0 ? units.key(next) : units.dependent(next));
                    },
                    0,
                    PERIOD_MILLIS,
                    TimeUnit.MILLISECONDS);
            return () -> {
                connected.decrementAndGet();
                timer.dispose();
            };
        });
    }

    /** Times that somebody connected. */
    int connects() {
        return connects.get();
    }

    boolean isConnected() {
        return connected.get() > 0;
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
