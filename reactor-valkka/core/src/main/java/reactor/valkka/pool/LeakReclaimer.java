package reactor.valkka.pool;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.ref.ReferenceQueue;

/**
 * Takes back slots whose last reference was lost unclosed. One daemon thread for all pools; it
 * waits for the garbage collector, so a leak is noticed late but costs the hot threads nothing.
 */
final class LeakReclaimer {
    private static final Logger LOG = LoggerFactory.getLogger(FramePool.class);
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
                ((Ticket) QUEUE.remove()).reclaim();
            } catch (InterruptedException e) {
                LOG.debug("Interrupted; goes on, or leaks would go unseen");
            } catch (RuntimeException e) {
                LOG.error("A lost slot could not be taken back", e);
            }
        }
    }
}
