package reactor.valkka.pool;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * Takes back slots whose last reference was lost unclosed. One daemon thread for all pools; it
 * waits for the garbage collector, so a leak is noticed late but costs the hot threads nothing.
 */
final class LeakReclaimer {
    static final ReferenceQueue<Lease> QUEUE = new ReferenceQueue<>();

    static {
        Thread thread = new Thread(LeakReclaimer::run, "valkka-leak-reclaimer");
        thread.setDaemon(true);
        thread.start();
    }

    private LeakReclaimer() {}

    private static void run() {
        while (true) {
            try {
                Reference<? extends Lease> lost = QUEUE.remove();
                ((Ticket) lost).reclaim();
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt this thread; without it leaks would go unseen.
                continue;
            }
        }
    }
}
