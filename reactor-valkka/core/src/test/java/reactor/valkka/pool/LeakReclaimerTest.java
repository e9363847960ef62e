package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static reactor.valkka.pool.Units.buffer;
import static reactor.valkka.pool.Units.unit;

import org.junit.jupiter.api.Test;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;

import java.time.Duration;

class LeakReclaimerTest {
    private final StreamId stream = StreamId.of("lost");
    private final FramePool pool =
            FramePool.builder("leaky").capacityBytes(8 << 10).build();
    private final PoolShare share = pool.share(stream, 0);

    private static void untilCollected(FramePool pool) {
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    System.gc();
                    return pool.openSlots() == 0;
                });
    }

    @Test
    void takesBackAndCountsWhatWasLostUnclosed() {
        long before = Counters.shared().of(stream).get(Counter.FRAMES_LEAKED);
        for (int i = 0; i < 3; i++) {
            unit(share, 10).heldBy("nobody");
        }
        buffer(share, 10).heldBy("forgotten before it was published");
        untilCollected(pool);
        assertThat(pool.stats().leaked()).isEqualTo(4);
        assertThat(Counters.shared().of(stream).get(Counter.FRAMES_LEAKED) - before)
                .isEqualTo(4);
        assertThat(share.usedBytes()).isZero();
        assertThat(buffer(share, 8 * 1024 - FramePool.PADDING_BYTES).capacity()).isPositive();
    }

    @Test
    void aSlotStaysAsLongAsOneReferenceIsHeld() {
        AccessUnit kept = unit(share, 10).share();
        unit(share, 10).heldBy("lost");
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(10))
                .until(() -> {
                    System.gc();
                    return pool.openSlots() == 1;
                });
        assertThat(pool.stats().leaked()).isOne();
        assertThat(kept.bytes().remaining()).isEqualTo(10);
        kept.close();
    }

    @Test
    void whatWasClosedIsNoLeak() {
        for (int i = 0; i < 100; i++) {
            unit(share, 10).close();
        }
        unit(share, 10).heldBy("lost, so that the collector has something to find");
        untilCollected(pool);
        assertThat(pool.stats().leaked()).isOne();
    }

    @Test
    void aSlotThatComesBackByCollectionWakesWhoWaits() {
        boolean[] woken = new boolean[1];
        pool.onAvailable(() -> woken[0] = true);
        pool.onAvailable(() -> {
            throw new IllegalStateException("a listener that fails must not end the reclaiming");
        });
        unit(share, 10).heldBy("lost");
        untilCollected(pool);
        await().until(() -> woken[0]);
        unit(share, 10).heldBy("lost too");
        untilCollected(pool);
        assertThat(pool.stats().leaked()).isEqualTo(2);
    }
}
