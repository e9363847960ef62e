package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static reactor.valkka.pool.Units.buffer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.StreamId;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

class PoolShareTest {
    private static final int KIB = 1024;
    private static final int SLOT = KIB - FramePool.PADDING_BYTES;

    private final FramePool pool =
            FramePool.builder("pool").capacityBytes(16 * KIB).build();

    /** What is not closed; without a reference, the collector would give it back. */
    private final List<FrameBuffer> taken = new ArrayList<>();

    @AfterEach
    void closeWhatWasTaken() {
        taken.forEach(FrameBuffer::close);
    }

    private PoolShare share(String name, int guaranteedKib) {
        return pool.share(StreamId.of(name), (long) guaranteedKib * KIB);
    }

    /** Takes slots until there are none, and tells how many there were. */
    private int takeAll(PoolShare share) {
        int before = taken.size();
        FrameBuffer next = share.tryAcquire(SLOT);
        while (next != null) {
            taken.add(next);
            next = share.tryAcquire(SLOT);
        }
        return taken.size() - before;
    }

    @Test
    void aGreedyCameraLeavesOthersWhatTheyWereGuaranteed() {
        PoolShare greedy = share("greedy", 2);
        PoolShare modest = share("modest", 4);
        assertThat(takeAll(greedy)).isEqualTo(12);
        assertThat(takeAll(modest)).isEqualTo(4);
        assertThat(pool.stats().exhausted()).isEqualTo(2);
    }

    @Test
    void whatIsCommonGoesToWhoAsksFirst() {
        PoolShare first = share("first", 1);
        PoolShare second = share("second", 1);
        assertThat(takeAll(first)).isEqualTo(15);
        assertThat(takeAll(second)).isEqualTo(1);
    }

    @Test
    void whatIsNeitherPromisedNorUsedCanBePromised() {
        PoolShare first = share("first", 6);
        PoolShare common = share("common", 0);
        for (int i = 0; i < 4; i++) {
            taken.add(buffer(common, SLOT));
        }
        assertThatThrownBy(() -> share("too many", 7))
                .isInstanceOfSatisfying(PoolExhaustedException.class, refused -> {
                    assertThat(refused.freeBytes()).isEqualTo(6 * KIB);
                    assertThat(refused.wantedBytes()).isEqualTo(7 * KIB);
                    assertThat(refused.pool()).isEqualTo("pool");
                });
        assertThat(takeAll(share("rest", 6))).isEqualTo(6);
        assertThat(takeAll(first)).isEqualTo(6);
    }

    @Test
    void aClosedShareFreesItsGuaranteeAtOnceAndItsSlotsWhenTheyComeBack() {
        PoolShare leaving = share("leaving", 10);
        List<FrameBuffer> out = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            out.add(buffer(leaving, SLOT));
        }
        PoolShare other = share("other", 0);
        assertThat(takeAll(other)).isEqualTo(6);
        leaving.close();
        leaving.close();
        assertThat(takeAll(other)).isEqualTo(7);
        out.forEach(FrameBuffer::close);
        assertThat(takeAll(other)).isEqualTo(3);
        assertThat(pool.stats().usedBytes()).isEqualTo(16 * KIB);
    }

    @Test
    void aClosedShareGivesNothing() {
        PoolShare share = share("closed", 1);
        FrameBuffer last = buffer(share, SLOT);
        share.close();
        assertThatThrownBy(() -> share.tryAcquire(SLOT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> last.tryGrow(2 * KIB)).isInstanceOf(IllegalStateException.class);
        last.close();
        assertThat(pool.openSlots()).isZero();
    }

    @Test
    void refusesAnUnreasonableGuarantee() {
        assertThatThrownBy(() -> pool.share(StreamId.of("x"), -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.share(StreamId.of("x"), Long.MAX_VALUE))
                .isInstanceOf(PoolExhaustedException.class);
    }

    @Test
    void aThousandSharesEachHaveTheirKeyFrame() {
        FramePool large =
                FramePool.builder("thousand").capacityBytes(1000L * 48 * KIB).build();
        List<PoolShare> shares = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            shares.add(large.share(StreamId.of(i), 48 * KIB));
        }
        assertThatThrownBy(() -> large.share(StreamId.of(1000), 1))
                .isInstanceOf(PoolExhaustedException.class);
        List<FrameBuffer> frames = new ArrayList<>();
        shares.forEach(share -> frames.add(buffer(share, 47 * KIB)));
        assertThat(large.openSlots()).isEqualTo(1000);
        frames.forEach(FrameBuffer::close);
        shares.forEach(PoolShare::close);
        large.share(StreamId.of("all"), 1000L * 48 * KIB).close();
    }

    @Test
    void theSumIsRightAfterManyThreadsTookGaveAndClosed() throws InterruptedException {
        PoolShare common = share("common", 0);
        Threads.run(4, 2_000, round -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            long guarantee = random.nextInt(3) * KIB;
            FrameBuffer foreign = round % 2 == 0 ? common.tryAcquire(SLOT) : null;
            if (foreign != null) {
                foreign.close();
            }
            PoolShare share = pool.share(StreamId.of("s"), guarantee);
            List<FrameBuffer> out = new ArrayList<>();
            for (long used = 0; used < guarantee; used += KIB) {
                out.add(buffer(share, random.nextInt(SLOT)));
            }
            FrameBuffer more = share.tryAcquire(SLOT);
            if (more != null) {
                out.add(more);
            }
            if (random.nextBoolean()) {
                share.close();
            }
            out.forEach(FrameBuffer::close);
            share.close();
        });
        assertThat(pool.openSlots()).isZero();
        assertThat(pool.stats().usedBytes()).isZero();
        pool.share(StreamId.of("all"), pool.capacityBytes()).close();
    }

    @Test
    void aShareOfManyThreadsNeverExceedsThePool() throws InterruptedException {
        PoolShare share = share("shared", 8);
        Threads.run(4, 20_000, round -> {
            FrameBuffer buffer = share.tryAcquire(round % (4 * KIB));
            if (buffer != null) {
                assertThat(share.usedBytes()).isLessThanOrEqualTo(pool.capacityBytes());
                buffer.close();
            }
        });
        assertThat(share.usedBytes()).isZero();
        share.close();
        pool.share(StreamId.of("all"), pool.capacityBytes()).close();
    }
}
