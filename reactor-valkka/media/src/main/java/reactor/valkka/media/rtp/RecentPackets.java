package reactor.valkka.media.rtp;

import java.util.Arrays;

/**
 * The packets of a source that came last, by number and timestamp. A packet that comes once more is
 * the same one; where its number comes with another timestamp, it is another packet, and the source
 * has started again.
 */
final class RecentPackets {
    /** A power of two that is more than {@link SequenceTracker#MISORDER_MAX}. */
    private static final int REMEMBERED = 128;

    private static final int NONE = -1;

    private final int[] numbers = new int[REMEMBERED];
    private final int[] timestamps = new int[REMEMBERED];

    RecentPackets() {
        clear();
    }

    void add(int number, int timestamp) {
        numbers[number % REMEMBERED] = number;
        timestamps[number % REMEMBERED] = timestamp;
    }

    /** True if a packet of this number has come. */
    boolean has(int number) {
        return numbers[number % REMEMBERED] == number;
    }

    /** True if a packet of this number has come, and was another one. */
    boolean hasOther(int number, int timestamp) {
        return has(number) && timestamps[number % REMEMBERED] != timestamp;
    }

    void clear() {
        Arrays.fill(numbers, NONE);
    }
}
