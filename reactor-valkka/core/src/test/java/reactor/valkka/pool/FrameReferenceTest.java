package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static reactor.valkka.pool.Units.STREAM;
import static reactor.valkka.pool.Units.buffer;
import static reactor.valkka.pool.Units.publish;
import static reactor.valkka.pool.Units.unit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.AccessUnit;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;

class FrameReferenceTest {
    private final FramePool pool =
            FramePool.builder("encoded").capacityBytes(1 << 20).checking(true).build();
    private final PoolShare share = pool.share(STREAM, 0);

    @Test
    void theSlotReturnsWithTheLastReference() {
        AccessUnit first = unit(share, 10);
        AccessUnit second = first.share();
        first.close();
        assertThat(pool.openSlots()).isOne();
        assertThat(second.size()).isEqualTo(10);
        second.close();
        assertThat(pool.openSlots()).isZero();
        assertThat(pool.stats().usedBytes()).isZero();
    }

    @Test
    void closingTwiceTakesNothingFromOtherOwners() {
        AccessUnit first = unit(share, 10);
        AccessUnit second = first.share();
        first.close();
        first.close();
        assertThat(second.bytes().remaining()).isEqualTo(10);
        second.close();
        second.close();
        assertThat(pool.openSlots()).isZero();
    }

    @Test
    void onlyTheOwnerThatClosedCannotUseItAnyMore() {
        AccessUnit closed = unit(share, 10);
        AccessUnit open = closed.share();
        closed.close();
        assertThat(closed.isOpen()).isFalse();
        assertThatThrownBy(closed::bytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("AccessUnit was used after it was closed");
        assertThatThrownBy(closed::share).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(closed::size).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(closed::slab).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(closed::slabOffset).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(closed::nals).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> closed.heldBy("x")).isInstanceOf(IllegalStateException.class);
        assertThat(closed.toString()).contains("closed");
        assertThat(open.bytes().remaining()).isEqualTo(10);
        assertThat(open.isSameSlot(closed)).isTrue();
        open.close();
    }

    @Test
    void nobodyCanWriteToWhatWasPublished() {
        AccessUnit unit = unit(share, 10);
        assertThatThrownBy(() -> unit.bytes().put((byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> unit.slab().memory().put(0, (byte) 1))
                .isInstanceOf(ReadOnlyBufferException.class);
        unit.close();
    }

    @Test
    void eachReaderHasAPositionOfItsOwn() {
        AccessUnit unit = unit(share, 10);
        ByteBuffer first = unit.bytes();
        first.get();
        assertThat(unit.bytes().position()).isZero();
        assertThat(unit.bytes().isDirect()).isTrue();
        unit.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 63, 64, 959, 960, 961, 100_000})
    void zerosFollowTheContentEvenInAUsedSlot(int bytes) {
        unit(share, bytes).close();
        FrameBuffer buffer = buffer(share, bytes);
        for (int i = 0; i < bytes; i++) {
            buffer.bytes().put((byte) 0x55);
        }
        AccessUnit unit = publish(buffer);
        ByteBuffer slab = unit.slab().memory();
        int end = unit.slabOffset() + bytes;
        assertThat(unit.slabOffset() % 64).isZero();
        for (int i = 0; i < FramePool.PADDING_BYTES; i++) {
            assertThat(slab.get(end + i)).isZero();
        }
        assertThat(bytes == 0 || slab.get(end - 1) == 0x55).isTrue();
        unit.close();
    }

    @Test
    void zerosFollowContentThatIsShorterThanItsSlot() {
        unit(share, 900).close();
        FrameBuffer buffer = buffer(share, 900);
        buffer.bytes().put((byte) 1).put((byte) 2).put((byte) 3);
        AccessUnit unit = publish(buffer);
        assertThat(unit.size()).isEqualTo(3);
        for (int i = 3; i < 67; i++) {
            assertThat(unit.slab().memory().get(unit.slabOffset() + i)).isZero();
        }
        unit.close();
    }

    @Test
    void inCheckingModeALateReaderSeesGarbage() {
        AccessUnit unit = unit(share, 2000);
        ByteBuffer kept = unit.bytes();
        unit.close();
        for (int i = 0; i < 2000; i++) {
            assertThat(kept.get(i)).isEqualTo((byte) 0xDB);
        }
    }

    @Test
    void aPublishedBufferBelongsToTheReference() {
        FrameBuffer buffer = buffer(share, 10);
        AccessUnit unit = publish(buffer);
        assertThatThrownBy(buffer::bytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> publish(buffer)).isInstanceOf(IllegalStateException.class);
        buffer.close();
        assertThat(unit.isOpen()).isTrue();
        assertThat(pool.openSlots()).isOne();
        unit.close();
    }

    @Test
    void anUnpublishedBufferGoesBackOnce() {
        FrameBuffer buffer = buffer(share, 10);
        buffer.close();
        buffer.close();
        assertThat(pool.openSlots()).isZero();
        assertThatThrownBy(buffer::bytes).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> publish(buffer)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buffer.tryGrow(20)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void growingMovesContentAndHolder() {
        FrameBuffer small = buffer(share, 900);
        small.heldBy("assembly");
        for (int i = 0; i < 900; i++) {
            small.bytes().put((byte) i);
        }
        FrameBuffer large = Objects.requireNonNull(small.tryGrow(5_000));
        assertThat(large.length()).isEqualTo(900);
        assertThat(large.capacity()).isGreaterThanOrEqualTo(5_000);
        assertThat(large.bytes().get(899)).isEqualTo((byte) 899);
        assertThat(pool.openSlots()).isOne();
        assertThat(pool.stats().held()).containsOnlyKeys("assembly");
        assertThatThrownBy(small::bytes).isInstanceOf(IllegalStateException.class);
        large.close();
    }

    @Test
    void aBufferThatCannotGrowStaysAsItIs() {
        FrameBuffer taken = buffer(share, 1_000_000);
        FrameBuffer small = buffer(share, 900);
        small.bytes().put((byte) 7);
        assertThat(small.tryGrow(100_000)).isNull();
        assertThatThrownBy(() -> small.tryGrow(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> small.tryGrow(5 << 20))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(small.length()).isOne();
        small.bytes().put((byte) 8);
        AccessUnit unit = publish(small);
        assertThat(unit.size()).isEqualTo(2);
        unit.close();
        taken.close();
        assertThat(pool.openSlots()).isZero();
    }
}
