package reactor.valkka.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;

class RunAllocatorTest {
    private static final int KIB = 1024;

    private record Slot(long place, int bytes) {}

    private static RunAllocator allocator(int chunks) {
        RunAllocator allocator = new RunAllocator(chunks);
        for (int i = 0; i < chunks; i++) {
            allocator.addSlab(i);
        }
        return allocator;
    }

    @ParameterizedTest
    @CsvSource({"0, 1024", "1, 1024", "1024, 1024", "1025, 2048", "4194304, 4194304"})
    void slotsAreWholeKibibytes(int bytes, int slotBytes) {
        assertThat(new RunAllocator(1).slotBytes(bytes)).isEqualTo(slotBytes);
    }

    @Test
    void hasNothingBeforeASlabIsAdded() {
        RunAllocator allocator = new RunAllocator(2);
        assertThat(allocator.allocate(KIB)).isEqualTo(SlotAllocator.NONE);
        allocator.addSlab(0);
        assertThat(allocator.allocate(4096 * KIB)).isEqualTo(SlotAllocator.place(0, 0));
        assertThat(allocator.allocate(KIB)).isEqualTo(SlotAllocator.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 64, 65, 1000, 1365, 2048, 2049, 4095, 4096})
    void slotsOfOneSizeFillAChunk(int kib) {
        RunAllocator allocator = allocator(1);
        int slots = 0;
        while (allocator.allocate(kib * KIB) != SlotAllocator.NONE) {
            slots++;
        }
        assertThat(slots).isEqualTo(4096 / kib);
        int rest = 4096 % kib * KIB;
        assertThat(rest == 0 || allocator.allocate(rest) != SlotAllocator.NONE).isTrue();
        assertThat(allocator.allocate(KIB)).isEqualTo(SlotAllocator.NONE);
    }

    @Test
    void takesTheShortestGapThatIsLongEnough() {
        RunAllocator allocator = allocator(1);
        List<Slot> slots = new ArrayList<>();
        for (int kib : new int[] {300, 1, 200, 1, 250, 1}) {
            slots.add(new Slot(allocator.allocate(kib * KIB), kib * KIB));
        }
        for (int gap : new int[] {0, 2, 4}) {
            allocator.free(slots.get(gap).place(), slots.get(gap).bytes());
        }
        assertThat(allocator.allocate(201 * KIB)).isEqualTo(slots.get(4).place());
        assertThat(allocator.allocate(200 * KIB)).isEqualTo(slots.get(2).place());
        assertThat(allocator.allocate(251 * KIB)).isEqualTo(slots.get(0).place());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void slotsNeverOverlapAndGrowTogetherAgain(long seed) {
        Random random = new Random(seed);
        int chunks = 1 + random.nextInt(4);
        RunAllocator allocator = allocator(chunks);
        boolean[] used = new boolean[chunks * 4096];
        List<Slot> slots = new ArrayList<>();
        for (int step = 0; step < 20_000; step++) {
            boolean fill = random.nextInt(100) < (step / 4_000 % 2 == 0 ? 60 : 40);
            if (fill) {
                int bytes = allocator.slotBytes(1 << random.nextInt(23));
                long place = allocator.allocate(bytes);
                if (place != SlotAllocator.NONE) {
                    mark(allocator, used, new Slot(place, bytes), true);
                    slots.add(new Slot(place, bytes));
                }
            } else if (!slots.isEmpty()) {
                free(allocator, used, slots.remove(random.nextInt(slots.size())));
            }
        }
        slots.forEach(slot -> free(allocator, used, slot));
        assertThat(allocator.wholeChunks()).isEqualTo(chunks);
    }

    private static void free(RunAllocator allocator, boolean[] used, Slot slot) {
        mark(allocator, used, slot, false);
        allocator.free(slot.place(), slot.bytes());
    }

    private static void mark(RunAllocator allocator, boolean[] used, Slot slot, boolean now) {
        int first = allocator.index(slot.place());
        int units = slot.bytes() / KIB;
        assertThat(first / 4096).isEqualTo((first + units - 1) / 4096);
        for (int unit = first; unit < first + units; unit++) {
            assertThat(used[unit]).isEqualTo(!now);
            used[unit] = now;
        }
    }

    @Test
    void whatWasFreedInOneSizeIsFoundForAnother() {
        RunAllocator allocator = allocator(1);
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < 4096; i++) {
            places.add(allocator.allocate(KIB));
        }
        places.forEach(place -> allocator.free(place, KIB));
        assertThat(allocator.allocate(4096 * KIB)).isNotEqualTo(SlotAllocator.NONE);
    }

    @Test
    void manyThreadsNeverShareAUnit() throws InterruptedException {
        RunAllocator allocator = allocator(2);
        AtomicIntegerArray hands = new AtomicIntegerArray(allocator.indexes());
        Threads.run(4, 20_000, round -> {
            int bytes = allocator.slotBytes(1 << ThreadLocalRandom.current().nextInt(10, 22));
            long place = allocator.allocate(bytes);
            if (place != SlotAllocator.NONE) {
                int first = allocator.index(place);
                for (int unit = first; unit < first + bytes / KIB; unit += bytes / KIB / 2 + 1) {
                    assertThat(hands.incrementAndGet(unit)).isEqualTo(1);
                }
                for (int unit = first; unit < first + bytes / KIB; unit += bytes / KIB / 2 + 1) {
                    hands.decrementAndGet(unit);
                }
                allocator.free(place, bytes);
            }
        });
        assertThat(allocator.wholeChunks()).isEqualTo(2);
    }

    /** Units of cameras with 2 seconds between key frames, some of which are held much longer. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsRoomForKeyFramesUntilFourFifthsAreUsed(long seed) {
        RunAllocator allocator = allocator(16);
        long usable = allocator.slabs() * (long) RunAllocator.CHUNK_BYTES / 5 * 4;
        Random random = new Random(seed);
        List<Slot> held = new ArrayList<>();
        long used = 0;
        int missed = 0;
        for (int step = 0; step < 100_000; step++) {
            boolean keyFrame = random.nextInt(50) == 0;
            int bytes =
                    keyFrame ? 100_000 + random.nextInt(500_000) : 2_000 + random.nextInt(18_000);
            int slotBytes = allocator.slotBytes(bytes);
            while (used + slotBytes > usable) {
                boolean old = random.nextInt(10) != 0;
                Slot slot = held.remove(old ? 0 : random.nextInt(held.size()));
                allocator.free(slot.place(), slot.bytes());
                used -= slot.bytes();
            }
            long place = allocator.allocate(slotBytes);
            if (place == SlotAllocator.NONE) {
                missed++;
            } else {
                held.add(new Slot(place, slotBytes));
                used += slotBytes;
            }
        }
        assertThat(missed).as("key frames without a slot, of 2 000").isLessThanOrEqualTo(2);
    }
}
