package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;

import static reactor.valkka.pool.Units.STREAM;
import static reactor.valkka.pool.Units.unit;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class SlotWaiterTest {
    private final FramePool pool = pool();
    private final PoolShare share = pool.share(STREAM, 0);
    private final AtomicInteger calls = new AtomicInteger();
    private final SlotWaiter waiter = new SlotWaiter(calls::incrementAndGet);

    private static FramePool pool() {
        return FramePool.builder("slots").slotBytes(100).hold("test", 4).build();
    }

    @Test
    void isCalledOnceHoweverOftenItWasAskedToWait() {
        for (int look = 0; look < 1000; look++) {
            waiter.await(pool);
        }
        unit(share, 10).close();
        assertThat(calls).hasValue(1);
        unit(share, 10).close();
        assertThat(calls).hasValue(1);
    }

    @Test
    void waitsAnewAfterItWasCalled() {
        waiter.await(pool);
        unit(share, 10).close();
        waiter.await(pool);
        unit(share, 10).close();
        assertThat(calls).hasValue(2);
    }

    @Test
    void mayWaitAgainFromWithinTheCall() {
        SlotWaiter[] self = new SlotWaiter[1];
        self[0] = new SlotWaiter(() -> {
            calls.incrementAndGet();
            self[0].await(pool);
        });
        self[0].await(pool);
        unit(share, 10).close();
        unit(share, 10).close();
        assertThat(calls).hasValue(2);
    }

    @Test
    void waitsInOnePoolAtATime() {
        FramePool other = pool();
        waiter.await(pool);
        waiter.await(other);
        unit(share, 10).close();
        assertThat(calls).hasValue(0);
        unit(other.share(STREAM, 0), 10).close();
        assertThat(calls).hasValue(1);
    }

    @Test
    void waitsNoMoreOnceItIsDisposed() {
        waiter.await(pool);
        waiter.dispose();
        waiter.await(pool);
        unit(share, 10).close();
        assertThat(calls).hasValue(0);
        assertThat(waiter.isDisposed()).isTrue();
    }
}
