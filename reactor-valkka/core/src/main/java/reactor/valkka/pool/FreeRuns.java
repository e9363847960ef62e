package reactor.valkka.pool;

import java.util.Arrays;

/**
 * Runs of free units within chunks. Takes from the shortest run that is long enough, and joins what
 * is given back with its free neighbours; both in a fixed number of steps. Starts with nothing;
 * chunks are given to it. Not for several threads.
 *
 * <p>Each free run has its length noted at its first and at its last unit, and is linked with the
 * other runs of its length. A bit for each length, and one for each 64 of them, say which lengths
 * there are.
 */
final class FreeRuns {
    static final int UNITS_PER_CHUNK = 4096;
    private static final int NONE = -1;

    private final int[] firstOfLength = new int[UNITS_PER_CHUNK + 1];
    private final int[] next;
    private final int[] previous;
    private final short[] lengthAtStart;
    private final short[] lengthAtEnd;

    /** Bit {@code length − 1} is set where there are runs of that length. */
    private final long[] lengths = new long[UNITS_PER_CHUNK / Long.SIZE];

    /** Bit n is set where word n of {@link #lengths} is not 0. */
    private long words;

    FreeRuns(int chunks) {
        int units = chunks * UNITS_PER_CHUNK;
        next = new int[units];
        previous = new int[units];
        lengthAtStart = new short[units];
        lengthAtEnd = new short[units];
        Arrays.fill(firstOfLength, NONE);
    }

    /** Takes so many units in a row: the first of them, or −1. */
    int take(int units) {
        int length = shortest(units);
        if (length == 0) {
            return NONE;
        }
        int unit = firstOfLength[length];
        unlink(unit, length);
        if (length > units) {
            link(unit + units, length - units);
        }
        return unit;
    }

    /** Gives units back, of one chunk. */
    void give(int unit, int units) {
        int start = unit;
        int length = units;
        if (start % UNITS_PER_CHUNK != 0) {
            int left = lengthAtEnd[start - 1];
            if (left > 0) {
                unlink(start - left, left);
                start -= left;
                length += left;
            }
        }
        int end = unit + units;
        if (end % UNITS_PER_CHUNK != 0) {
            int right = lengthAtStart[end];
            if (right > 0) {
                unlink(end, right);
                length += right;
            }
        }
        link(start, length);
    }

    /** Number of chunks in which nothing is taken. */
    int wholeChunks() {
        int count = 0;
        for (int i = firstOfLength[UNITS_PER_CHUNK]; i != NONE; i = next[i]) {
            count++;
        }
        return count;
    }

    /** The shortest length of free runs that is at least this, or 0. */
    private int shortest(int units) {
        int bit = units - 1;
        int word = bit / Long.SIZE;
        long candidates = lengths[word] & -1L << bit;
        if (candidates == 0) {
            long later = words & -2L << word;
            if (later == 0) {
                return 0;
            }
            word = Long.numberOfTrailingZeros(later);
            candidates = lengths[word];
        }
        return word * Long.SIZE + Long.numberOfTrailingZeros(candidates) + 1;
    }

    private void link(int unit, int length) {
        int head = firstOfLength[length];
        next[unit] = head;
        previous[unit] = NONE;
        if (head == NONE) {
            int bit = length - 1;
            lengths[bit / Long.SIZE] |= 1L << bit;
            words |= 1L << bit / Long.SIZE;
        } else {
            previous[head] = unit;
        }
        firstOfLength[length] = unit;
        lengthAtStart[unit] = (short) length;
        lengthAtEnd[unit + length - 1] = (short) length;
    }

    private void unlink(int unit, int length) {
        int after = next[unit];
        int before = previous[unit];
        if (after != NONE) {
            previous[after] = before;
        }
        if (before == NONE) {
            firstOfLength[length] = after;
            if (after == NONE) {
                forget(length - 1);
            }
        } else {
            next[before] = after;
        }
        lengthAtStart[unit] = 0;
        lengthAtEnd[unit + length - 1] = 0;
    }

    private void forget(int bit) {
        int word = bit / Long.SIZE;
        lengths[word] &= ~(1L << bit);
        if (lengths[word] == 0) {
            words &= ~(1L << word);
        }
    }
}
