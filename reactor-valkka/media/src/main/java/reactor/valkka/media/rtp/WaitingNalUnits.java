package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * NAL units that wait, by their places in decoding order, and those that are used again. What has
 * the same place stays in the order of sending.
 *
 * <p><b>Memory:</b> bounded by its owner as to what waits: it asks {@link #areTooMany}. A unit may
 * have more memory than it fills, as it has grown or held a larger one before. So all that wait
 * take three times {@value DecodingOrderBuffer#BYTES_MAX} bytes at most, and those that are used
 * again take as much once.
 *
 * <p><b>Threads:</b> one.
 */
final class WaitingNalUnits {
    private static final int CELLS_MIN = 16;

    /** What fits its content never takes more, as memory grows by doubling. */
    private static final int CAPACITY_MAX = 2 * DecodingOrderBuffer.BYTES_MAX;

    private @Nullable WaitingNalUnit[] cells = new WaitingNalUnit[CELLS_MIN];
    private int head;
    private int count;
    private int bytes;
    private int capacity;
    private boolean oldestIsKnown;
    private long oldestNanos;

    private final Deque<WaitingNalUnit> spare = new ArrayDeque<>();
    private int spareCapacity;

    /** One to be filled. */
    WaitingNalUnit empty() {
        WaitingNalUnit unit = spare.pollLast();
        if (unit == null) {
            return new WaitingNalUnit();
        }
        spareCapacity -= unit.capacity();
        return unit;
    }

    /** One that is not needed any more. */
    void giveBack(WaitingNalUnit unit) {
        boolean fits = spareCapacity + unit.capacity() <= DecodingOrderBuffer.BYTES_MAX;
        if (fits && spare.size() < DecodingOrderBuffer.UNITS_MAX) {
            spareCapacity += unit.capacity();
            spare.addLast(unit);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** Bytes of all that wait. */
    int bytes() {
        return bytes;
    }

    /** Memory of all that wait and all that are used again. */
    int heldBytes() {
        return capacity + spareCapacity;
    }

    /** Whether the first one has to go. */
    boolean areTooMany() {
        return count > DecodingOrderBuffer.UNITS_MAX || bytes > DecodingOrderBuffer.BYTES_MAX;
    }

    /** The first one; only if one waits. */
    WaitingNalUnit first() {
        return at(0);
    }

    /** By how much the last one is behind the first one; only if one waits. */
    long span() {
        return at(count - 1).order() - at(0).order();
    }

    private WaitingNalUnit at(int place) {
        WaitingNalUnit unit = cells[cell(place)];
        if (unit == null) {
            throw new IllegalStateException("No NAL unit waits at " + place);
        }
        return unit;
    }

    private int cell(int place) {
        return head + place & cells.length - 1;
    }

    /**
     * Takes one that is complete.
     *
     * @return whether another one waits at the same place
     */
    boolean add(WaitingNalUnit unit) {
        if (count == cells.length) {
            grow();
        }
        if (capacity + unit.capacity() > CAPACITY_MAX) {
            unit.trim();
        }
        int place = placeOf(unit.order());
        makeRoom(place);
        cells[cell(place)] = unit;
        bytes += unit.length();
        capacity += unit.capacity();
        oldestIsKnown = false;
        return place > 0 && at(place - 1).order() == unit.order();
    }

    private void grow() {
        WaitingNalUnit[] more = new WaitingNalUnit[2 * cells.length];
        for (int i = 0; i < count; i++) {
            more[i] = at(i);
        }
        cells = more;
        head = 0;
    }

    /** How many are not behind that place in decoding order. */
    private int placeOf(long order) {
        int from = 0;
        int to = count;
        while (from < to) {
            int middle = (from + to - 1) / 2;
            if (at(middle).order() <= order) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** Moves those before a place, or those from there on, whichever are fewer. */
    private void makeRoom(int place) {
        if (place < count - place) {
            head = cell(-1);
            for (int i = 0; i < place; i++) {
                cells[cell(i)] = cells[cell(i + 1)];
            }
        } else {
            for (int i = count; i > place; i--) {
                cells[cell(i)] = cells[cell(i - 1)];
            }
        }
        count++;
    }

    /** Takes the first one out, to be given back after use. */
    WaitingNalUnit takeFirst() {
        WaitingNalUnit unit = at(0);
        cells[head] = null;
        head = cell(1);
        count--;
        bytes -= unit.length();
        capacity -= unit.capacity();
        oldestIsKnown &= count > 0 && unit.arrivalNanos() != oldestNanos;
        return unit;
    }

    /** When the one came that waits longest; only if one waits. */
    long oldestNanos() {
        if (!oldestIsKnown) {
            oldestIsKnown = true;
            oldestNanos = at(0).arrivalNanos();
            for (int i = 1; i < count; i++) {
                long arrival = at(i).arrivalNanos();
                oldestNanos = arrival - oldestNanos < 0 ? arrival : oldestNanos;
            }
        }
        return oldestNanos;
    }

    /** How many go if each goes that came at a time or before it, and those in front of it. */
    int countUpTo(long arrivalNanos) {
        int up = count;
        while (up > 0 && at(up - 1).arrivalNanos() - arrivalNanos > 0) {
            up--;
        }
        return up;
    }

    /** No more packets of that access unit will be sent. */
    void mark(int timestamp) {
        for (int i = 0; i < count; i++) {
            WaitingNalUnit unit = at(i);
            if (unit.timestamp() == timestamp) {
                unit.mark();
            }
        }
    }

    boolean hasTimestamp(int timestamp) {
        for (int i = 0; i < count; i++) {
            if (at(i).timestamp() == timestamp) {
                return true;
            }
        }
        return false;
    }
}
