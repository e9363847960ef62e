package reactor.valkka.benchmarks.measure;

import reactor.valkka.ValkkaException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Ends processes that take too long: whoever reads from them or writes to them then goes on. */
public final class Watchdog {

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "bench-watchdog");
                thread.setDaemon(true);
                return thread;
            });

    private Watchdog() {}

    /**
     * What waits for a process.
     *
     * @param <T> its answer
     */
    @FunctionalInterface
    public interface Exchange<T> {
        /** Waits. */
        T run() throws IOException, InterruptedException;
    }

    /**
     * Waits for processes at most so long.
     *
     * @param program what they are called
     * @param asked what they are to do
     * @param processes that are ended, with all that they started, when the time is over
     * @throws NoAnswerException when it is over
     * @throws IOException as the exchange does, in time
     */
    public static <T> T guard(
            Duration limit,
            String program,
            String asked,
            List<Process> processes,
            Exchange<T> exchange)
            throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Future<?> end = TIMER.schedule(
                () -> {
                    over.set(true);
                    processes.forEach(Watchdog::end);
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            T answer = exchange.run();
            if (!over.get()) {
                return answer;
            }
        } catch (IOException e) {
            if (!over.get()) {
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ValkkaException("interrupted while " + program + " was asked " + asked, e);
        } finally {
            end.cancel(false);
        }
        throw new NoAnswerException(program, asked, limit);
    }

    /** Not by {@link Process#destroyForcibly()}, which closes what others read from. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }
}
