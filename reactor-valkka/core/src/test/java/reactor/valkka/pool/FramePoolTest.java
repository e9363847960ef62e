package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static reactor.valkka.pool.Units.STREAM;
import static reactor.valkka.pool.Units.buffer;
import static reactor.valkka.pool.Units.unit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.valkka.frame.AccessUnit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class FramePoolTest {
    private final FramePool pool = FramePool.builder("pictures")
            .slotBytes(1000)
            .hold("decoder", 2)
            .hold("view", 1)
            .build();
    private final PoolShare share = pool.share(STREAM, 0);

    /** What is not closed; without a reference, the collector would give it back. */
    private final List<AutoCloseable> kept = new ArrayList<>();

    @AfterEach
    void closeWhatWasKept() throws Exception {
        for (AutoCloseable held : kept) {
            held.close();
        }
    }

    @Test
    void holdsWhatItsSumSays() {
        assertThat(pool.capacityBytes()).isEqualTo(3 * 1088);
        assertThat(pool.slotBytes(1000)).isEqualTo(1088);
        assertThat(pool.contentBytesMax()).isEqualTo(1024);
        for (int i = 0; i < 3; i++) {
            kept.add(buffer(share, 1000));
        }
        assertThat(share.tryAcquire(1000)).isNull();
        assertThat(pool.stats().planned()).isEqualTo(Map.of("decoder", 2, "view", 1));
    }

    @Test
    void aPoolOfManySizesMayBeSmallerThanItsPieceOfMemory() {
        FramePool small = FramePool.builder("small").capacityBytes(2048).build();
        PoolShare all = small.share(STREAM, 0);
        FrameBuffer first = buffer(all, 1);
        kept.add(buffer(all, 1));
        assertThat(all.tryAcquire(1)).isNull();
        first.close();
        assertThat(all.tryAcquire(1)).isNotNull();
    }

    @Test
    void refusesContentsThatNoSlotHolds() {
        assertThatThrownBy(() -> share.tryAcquire(1025))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 to 1024 bytes, asked for 1025");
        assertThatThrownBy(() -> share.tryAcquire(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(share.usedBytes()).isZero();
    }

    @Test
    void whatNativeCodeHasWrittenIsToldByItsLength() {
        FrameBuffer buffer = buffer(share, 1000);
        buffer.length(7);
        assertThat(buffer.length()).isEqualTo(7);
        assertThat(buffer.bytes().position()).isEqualTo(7);
        buffer.length(3);
        assertThat(buffer.bytes().position()).isEqualTo(3);
        buffer.bytes().put((byte) 1);
        assertThat(buffer.length()).isEqualTo(4);
        assertThatThrownBy(() -> buffer.length(1025))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1025 bytes of content in a slot of 1024");
        assertThatThrownBy(() -> buffer.length(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsWhoHoldsItsSlots() {
        AccessUnit viewed = unit(share, 10);
        viewed.heldBy("view");
        kept.addAll(List.of(viewed, unit(share, 10)));
        assertThat(pool.stats().held()).isEqualTo(Map.of("view", 1, "?", 1));
        assertThat(pool.openSlotsReport())
                .contains("of cam, last held by view")
                .contains("of cam, last held by ?");
    }

    @Test
    void statsCannotBeChanged() {
        assertThatThrownBy(() -> pool.stats().planned().put("x", 1))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void callsThoseWhoWaitOnceWhenASlotComesBack() {
        List<String> calls = new ArrayList<>();
        AccessUnit first = unit(share, 10);
        AccessUnit second = unit(share, 10);
        pool.onAvailable(() -> calls.add("a"));
        Disposable gone = pool.onAvailable(() -> calls.add("b"));
        gone.dispose();
        first.close();
        second.close();
        assertThat(calls).containsExactly("a");
    }

    @Test
    void whoWaitsAgainWhileItIsCalledWaitsForTheNextSlot() {
        List<Integer> calls = new ArrayList<>();
        AccessUnit first = unit(share, 10);
        AccessUnit second = unit(share, 10);
        Runnable[] again = new Runnable[1];
        again[0] = () -> {
            calls.add(calls.size());
            pool.onAvailable(again[0]);
        };
        pool.onAvailable(again[0]);
        first.close();
        assertThat(calls).containsExactly(0);
        second.close();
        assertThat(calls).containsExactly(0, 1);
    }

    @Test
    void theSlotIsFreeWhenThoseWhoWaitAreCalled() {
        List<FrameBuffer> out =
                new ArrayList<>(List.of(buffer(share, 1), buffer(share, 1), buffer(share, 1)));
        List<FrameBuffer> got = new ArrayList<>();
        pool.onAvailable(() -> got.add(buffer(share, 1)));
        out.get(0).close();
        assertThat(got).hasSize(1);
    }

    @Test
    void aFailingListenerNeitherHurtsWhoClosesNorOtherListeners() {
        List<String> calls = new ArrayList<>();
        AccessUnit unit = unit(share, 10);
        pool.onAvailable(() -> {
            throw new IllegalStateException("boom");
        });
        pool.onAvailable(() -> calls.add("called"));
        assertThatCode(unit::close).doesNotThrowAnyException();
        assertThat(calls).containsExactly("called");
        assertThat(pool.openSlots()).isZero();
    }

    @Test
    void slotsOutliveTheDisposedPool() {
        AccessUnit unit = unit(share, 10);
        List<String> calls = new ArrayList<>();
        pool.onAvailable(() -> calls.add("woken"));
        pool.dispose();
        pool.dispose();
        assertThat(pool.isDisposed()).isTrue();
        assertThat(calls).containsExactly("woken");
        assertThatThrownBy(() -> share.tryAcquire(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was disposed");
        assertThatThrownBy(() -> pool.share(STREAM, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(unit.bytes().remaining()).isEqualTo(10);
        AccessUnit other = unit.share();
        unit.close();
        assertThat(other.bytes().get(0)).isZero();
        other.close();
        assertThat(pool.openSlots()).isZero();
    }

    @Test
    void refusesSizesThatMakeNoSense() {
        assertThatThrownBy(() -> FramePool.builder("nothing").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name its holders");
        assertThatThrownBy(() -> FramePool.builder("x").hold("view", -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x").slotBytes(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x").slotBytes(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x").streams(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x").unitBytes(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x").capacityBytes(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x")
                        .slotBytes(2000)
                        .capacityBytes(1000)
                        .build())
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FramePool.builder("x")
                        .hold("all", Integer.MAX_VALUE)
                        .hold("more", 1)
                        .streams(1000)
                        .build())
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void warmupTakesAllMemoryAndIsHarmlessTwice() {
        pool.warmup().warmup();
        unit(share, 1000).close();
    }
}
