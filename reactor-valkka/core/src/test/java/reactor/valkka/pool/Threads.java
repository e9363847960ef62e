package reactor.valkka.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/** Runs the same thing on several threads that start together; the first error fails the test. */
final class Threads {
    private Threads() {}

    static void run(int threads, int rounds, IntConsumer body) throws InterruptedException {
        AtomicReference<Throwable> error = new AtomicReference<>();
        CountDownLatch start = new CountDownLatch(threads);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    start.countDown();
                    start.await();
                    for (int round = 0; round < rounds && error.get() == null; round++) {
                        body.accept(round);
                    }
                } catch (Throwable thrown) {
                    error.compareAndSet(null, thrown);
                }
            });
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        Throwable thrown = error.get();
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
    }
}
