package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The newest units of a mount by number: the current group of pictures and what came within the
 * slack before it, within bounds of bytes, time and number.
 *
 * <p>A mount has one, and each event loop with readers has a copy, so that readers look into it
 * without a lock. All are bounded alike, as age is measured against the newest unit.
 *
 * <p><b>Threads:</b> one, or a lock of its owner's. <b>Ownership:</b> holds a count of each unit.
 */
final class PacketRing {
    static final long NONE = -1;

    private static final int SLOTS_MIN = 32;
    private static final int SLOTS_MAX = 4096;

    private final RingSettings settings;
    private @Nullable PacketUnit[] units = new PacketUnit[SLOTS_MIN];
    private long tail;
    private long head;
    private long newestKey = NONE;
    private long newestStream;
    private long bytes;

    PacketRing(RingSettings settings) {
        this.settings = settings;
    }

    /** Takes over a count of a unit, and lets go of what is too old. */
    void add(PacketUnit unit) {
        long key = unit.kind() == PacketUnit.Kind.KEY_FRAME ? head : newestKey;
        while (tail < head && mustGo(unit, key)) {
            evict();
        }
        newestKey = key < tail || unit.isBreak() ? NONE : key;
        if (head - tail == units.length) {
            grow();
        }
        units[slot(head++)] = unit;
        newestStream = unit.isBreak() ? head : newestStream;
        bytes += unit.bytes();
    }

    private boolean mustGo(PacketUnit added, long key) {
        long age = added.createdNanos() - get(tail).createdNanos();
        return head - tail == SLOTS_MAX
                || bytes + added.bytes() > settings.bytesMax()
                || age > settings.durationMax().toNanos()
                || tail != key && age > settings.slack().toNanos();
    }

    private void evict() {
        int slot = slot(tail++);
        PacketUnit oldest = units[slot];
        units[slot] = null;
        if (oldest != null) {
            bytes -= oldest.bytes();
            oldest.release();
        }
        if (newestKey < tail) {
            newestKey = NONE;
        }
    }

    private void grow() {
        @Nullable PacketUnit[] larger = new PacketUnit[2 * units.length];
        for (long number = tail; number < head; number++) {
            larger[(int) (number % larger.length)] = units[slot(number)];
        }
        units = larger;
    }

    /**
     * Takes what is new in another ring, and lets go of what is gone there.
     *
     * @return false if something between is gone already: then it begins anew
     */
    boolean follow(PacketRing source) {
        // A ring that was emptied has no past: what it let go of is still wanted.
        boolean emptied = tail == head && source.tail < head;
        boolean whole = !emptied && head >= source.tail && head <= source.head;
        if (!whole) {
            clear();
            tail = source.tail;
            head = source.tail;
        }
        while (head < source.head) {
            PacketUnit unit = source.get(head);
            unit.retain();
            add(unit);
        }
        while (tail < source.tail) {
            evict();
        }
        return whole;
    }

    /** Number of the oldest unit. */
    long tail() {
        return tail;
    }

    /** Number of the unit to come. */
    long head() {
        return head;
    }

    /** Number of the newest key frame, or {@link #NONE}. */
    long newestKey() {
        return newestKey;
    }

    /** A unit between tail and head. */
    PacketUnit get(long number) {
        PacketUnit unit = number < tail || number >= head ? null : units[slot(number)];
        if (unit == null) {
            throw new IllegalStateException(
                    "Unit " + number + " is not in the ring of " + tail + " to " + head);
        }
        return unit;
    }

    /** The newest report on a track, or null; none where another stream came behind the place. */
    @Nullable
    PacketUnit newestReport(int track, long place) {
        return place < newestStream
                ? null
                : newest(track, PacketUnit.Kind.REPORT, Math.max(tail, newestStream));
    }

    /** The newest goodbye of a track, whatever came behind it, or null. */
    @Nullable
    PacketUnit newestGoodbye(int track) {
        return newest(track, PacketUnit.Kind.GOODBYE, tail);
    }

    private @Nullable PacketUnit newest(int track, PacketUnit.Kind kind, long from) {
        for (long number = head - 1; number >= from; number--) {
            PacketUnit unit = get(number);
            if (unit.track() == track && unit.kind() == kind) {
                return unit;
            }
        }
        return null;
    }

    /** Bytes of the units that it holds. */
    long bytes() {
        return bytes;
    }

    /** Lets go of everything; numbers go on. */
    void clear() {
        while (tail < head) {
            evict();
        }
        newestKey = NONE;
        if (units.length > SLOTS_MIN) {
            units = new PacketUnit[SLOTS_MIN];
        }
        Arrays.fill(units, null);
    }

    private int slot(long number) {
        return (int) (number % units.length);
    }
}
