package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.Set;

class FixedAllocatorTest {

    @ParameterizedTest
    @CsvSource({"3110464, 11", "3110464, 10", "64, 1", "12582912, 5", "67108864, 2"})
    void givesEverySlotOnceAndReservesNoByteMore(int slotBytes, int slots) {
        FixedAllocator allocator = new FixedAllocator(slotBytes, slots);
        long reserved = 0;
        for (int slab = 0; slab < allocator.slabs(); slab++) {
            reserved += allocator.slabBytes(slab);
            allocator.addSlab(slab);
        }
        assertThat(reserved).isEqualTo((long) slots * slotBytes);
        Set<Integer> indexes = new HashSet<>();
        for (int i = 0; i < slots; i++) {
            long place = allocator.allocate(slotBytes);
            int slab = SlotAllocator.slab(place);
            assertThat(SlotAllocator.offset(place) + slotBytes)
                    .isLessThanOrEqualTo(allocator.slabBytes(slab));
            assertThat(indexes.add(allocator.index(place))).isTrue();
        }
        assertThat(allocator.allocate(slotBytes)).isEqualTo(SlotAllocator.NONE);
        assertThat(indexes).hasSize(slots).allMatch(index -> index < allocator.indexes());
    }

    @Test
    void givesASlotAgainAfterItCameBack() {
        FixedAllocator allocator = new FixedAllocator(64, 1);
        allocator.addSlab(0);
        long place = allocator.allocate(64);
        allocator.free(place, 64);
        assertThat(allocator.allocate(64)).isEqualTo(place);
    }
}
