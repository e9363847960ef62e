package reactor.valkka.pool;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock-free stack of small numbers, each of which is on it at most once. Its head carries a
 * version beside the index, so that a slot that was taken and put back between a reader's two looks
 * is noticed (the ABA problem).
 */
final class SlotStack {
    private static final int EMPTY = -1;

    private final AtomicLong head = new AtomicLong(pack(0, EMPTY));
    private final AtomicIntegerArray next;

    /** An empty stack for the numbers 0 to {@code indexes} − 1. */
    SlotStack(int indexes) {
        next = new AtomicIntegerArray(indexes);
    }

    void push(int index) {
        while (true) {
            long seen = head.get();
            next.set(index, index(seen));
            if (head.compareAndSet(seen, pack(version(seen) + 1, index))) {
                return;
            }
        }
    }

    /** Takes a number off the stack, or returns −1 when it is empty. */
    int pop() {
        while (true) {
            long seen = head.get();
            int index = index(seen);
            if (index == EMPTY) {
                return EMPTY;
            }
            if (head.compareAndSet(seen, pack(version(seen) + 1, next.get(index)))) {
                return index;
            }
        }
    }

    private static long pack(int version, int index) {
        return (long) version << 32 | index & 0xFFFFFFFFL;
    }

    private static int version(long head) {
        return (int) (head >>> 32);
    }

    private static int index(long head) {
        return (int) head;
    }
}
