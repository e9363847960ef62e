package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Pacing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The newest fragments of one camera, ready for sockets: the current group of pictures and what
 * came within the slack before it, within bounds of bytes, time and number. Viewers are {@link
 * RingCursor cursors}.
 *
 * <p><b>Threads:</b> one producer, any number of viewers; a short lock guards the numbers.
 *
 * <p><b>Overflow:</b> of a live stream, what a viewer has not taken in time is gone for it: its
 * cursor moves to the newest key frame, or waits for the next. Of an on-demand stream nothing is
 * gone: {@link #hasRoom()} tells the producer to wait for the slowest viewer.
 *
 * <p><b>Ownership:</b> holds one count of each fragment; {@link #poll} retains for its caller.
 */
final class FragmentRing {
    private static final int SLOTS = 1024;
    private static final int ON_DEMAND_AHEAD = 16;
    private static final long NONE = -1;

    private final RingSettings settings;
    private final LongSupplier nanoClock;
    private final LongConsumer skipped;
    private final Runnable progressed;
    private final List<RingCursor> cursors = new CopyOnWriteArrayList<>();
    private final @Nullable FragmentBytes[] fragments = new FragmentBytes[SLOTS];
    private final long[] addedNanos = new long[SLOTS];

    private long tail;
    private long head;
    private long newestKey = NONE;
    private long bytes;
    private Pacing pacing = Pacing.LIVE;
    private boolean ended;
    private int connections;

    /**
     * @param skipped told how many fragments a viewer did not get
     * @param progressed told that a viewer of an on-demand stream has gone on
     */
    FragmentRing(
            RingSettings settings,
            LongSupplier nanoClock,
            LongConsumer skipped,
            Runnable progressed) {
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.skipped = skipped;
        this.progressed = progressed;
    }

    /** Begins, or goes on in another way. */
    synchronized void open(Pacing newPacing) {
        pacing = newPacing;
    }

    /** Takes over a media fragment and wakes the viewers. */
    void add(FragmentBytes fragment) {
        synchronized (this) {
            long now = nanoClock.getAsLong();
            long key = fragment.isKeyFrame() ? head : newestKey;
            trim(now, key, fragment.mp4Bytes());
            int slot = slot(head);
            fragments[slot] = fragment;
            addedNanos[slot] = now;
            bytes += fragment.mp4Bytes();
            newestKey = key >= tail ? key : NONE;
            head++;
            if (pacing == Pacing.ON_DEMAND) {
                cursors.forEach(this::place);
            }
        }
        wakeAll();
    }

    /** Gives a viewer that has not begun its place, so that an on-demand stream waits for it. */
    private void place(RingCursor cursor) {
        if (cursor.next == RingCursor.AT_KEY_FRAME && newestKey != NONE) {
            cursor.next = newestKey;
        }
    }

    /**
     * Lets go of what is too old, so that a stream that stands still gives its slots back; to be
     * called about once a second.
     */
    synchronized void trim() {
        trim(nanoClock.getAsLong(), newestKey, 0);
        newestKey = newestKey >= tail ? newestKey : NONE;
    }

    private void trim(long now, long key, int added) {
        while (tail < head && mayEvict(now, key, added)) {
            evict();
        }
    }

    private boolean mayEvict(long now, long key, int added) {
        long age = now - addedNanos[slot(tail)];
        boolean full = head - tail == SLOTS
                || bytes + added > settings.bytesMax()
                || age > settings.durationMax().toNanos();
        if (pacing == Pacing.LIVE) {
            return full || tail < key && age > settings.slack().toNanos();
        }
        long read = slowest();
        return tail < read && (full || tail < key) || head - tail == SLOTS;
    }

    private void evict() {
        int slot = slot(tail++);
        FragmentBytes oldest = fragments[slot];
        fragments[slot] = null;
        if (oldest != null) {
            bytes -= oldest.mp4Bytes();
            oldest.release();
        }
    }

    /** What is due for a viewer: the initialization segment first wherever it changed. */
    @Nullable
    FragmentBytes poll(RingCursor cursor) {
        FragmentBytes due;
        boolean wantsMore;
        synchronized (this) {
            due = take(cursor);
            wantsMore = due != null && pacing == Pacing.ON_DEMAND;
        }
        if (wantsMore) {
            progressed.run();
        }
        return due;
    }

    private @Nullable FragmentBytes take(RingCursor cursor) {
        if (cursor.dismissed) {
            return null;
        }
        if (cursor.next < tail) {
            cursor.next = NONE;
            if (newestKey == NONE || newestKey < cursor.expected) {
                return null;
            }
            moveTo(cursor, newestKey);
        }
        if (cursor.next == head) {
            return null;
        }
        FragmentBytes fragment = fragments[slot(cursor.next)];
        if (fragment == null) {
            throw new IllegalStateException("Fragment " + cursor.next + " of " + tail + " to "
                    + head + " is not in the ring");
        }
        FragmentBytes initialization = fragment.initialization();
        if (initialization != null && initialization != cursor.initialization) {
            cursor.initialization = initialization;
            initialization.retain();
            return initialization;
        }
        cursor.expected = ++cursor.next;
        fragment.retain();
        return fragment;
    }

    private void moveTo(RingCursor cursor, long key) {
        if (cursor.expected != RingCursor.AT_KEY_FRAME && key > cursor.expected) {
            skipped.accept(key - cursor.expected);
        }
        cursor.next = key;
    }

    synchronized boolean isAtEnd(RingCursor cursor) {
        boolean lost = cursor.next < tail;
        boolean hasAll =
                cursor.next == head || lost && (newestKey == NONE || newestKey < cursor.expected);
        return cursor.dismissed || ended && hasAll;
    }

    /** True if the producer may go on: always on a live stream. */
    synchronized boolean hasRoom() {
        return pacing == Pacing.LIVE || !cursors.isEmpty() && head - slowest() < ON_DEMAND_AHEAD;
    }

    /** Number of the first fragment that not every viewer has taken. */
    private long slowest() {
        long slowest = head;
        for (RingCursor cursor : cursors) {
            long due = cursor.next >= tail ? cursor.next : Math.max(newestKey, tail);
            slowest = Math.min(slowest, due);
        }
        return slowest;
    }

    /** Adds a viewer; it starts at the newest key frame. */
    RingCursor join(Runnable wake) {
        RingCursor cursor = new RingCursor(this, wake);
        synchronized (this) {
            if (pacing == Pacing.ON_DEMAND) {
                place(cursor);
            }
            cursors.add(cursor);
        }
        return cursor;
    }

    /** Takes a viewer out; true if it was in. */
    boolean leave(RingCursor cursor) {
        return cursors.remove(cursor);
    }

    /** Number of viewers. */
    int viewers() {
        return cursors.size();
    }

    /**
     * Marks the end: viewers take what is left and then are done. The end of a connection that
     * another one has followed is none.
     *
     * @param connectionNumber what {@link #reset} gave for it
     */
    void end(int connectionNumber) {
        synchronized (this) {
            if (connectionNumber != connections) {
                return;
            }
            ended = true;
        }
        wakeAll();
    }

    /** Sends all viewers away: for them the stream ends here. */
    void dismissViewers() {
        synchronized (this) {
            cursors.forEach(cursor -> cursor.dismissed = true);
        }
        wakeAll();
    }

    /**
     * Begins anew for another connection: viewers wait for it, also behind an end.
     *
     * @return the number of the connection
     */
    synchronized int reset() {
        clear();
        ended = false;
        return ++connections;
    }

    /** Lets go of all fragments; viewers wait for the next key frame. */
    synchronized void clear() {
        while (tail < head) {
            evict();
        }
        newestKey = NONE;
    }

    /** MP4 bytes in the ring. */
    synchronized long bytes() {
        return bytes;
    }

    /** Fragments in the ring. */
    synchronized int size() {
        return (int) (head - tail);
    }

    private void wakeAll() {
        for (RingCursor cursor : cursors) {
            cursor.wake();
        }
    }

    private static int slot(long number) {
        return (int) (number % SLOTS);
    }
}
