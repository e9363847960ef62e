package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One examination from a command line. Ctrl-C ends it early: what was seen until then is reported,
 * and the process waits for that, but not for long.
 */
final class Consultation implements AutoCloseable {

    /** So long the goodbye to a camera and the report may take when somebody presses Ctrl-C. */
    private static final long GOODBYE_MILLIS = 3_000;

    private final Enough enough = new Enough();
    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread leaving = new Thread(this::interrupt, "doctor-end");

    Consultation() {
        Runtime.getRuntime().addShutdownHook(leaving);
    }

    /** The report, or {@code null} where the examination failed, which has been said. */
    @Nullable
    CameraReport report(CameraDoctor doctor) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable CameraReport> report = new AtomicReference<>();
        doctor.examine(enough)
                .subscribe(
                        report::set,
                        bug -> {
                            System.err.println("valkka doctor: " + bug);
                            done.countDown();
                        },
                        done::countDown);
        done.await();
        return report.get();
    }

    /** Whether somebody did not want to wait for the end. */
    boolean isInterrupted() {
        return enough.isSaid();
    }

    /** What Ctrl-C does. */
    void interrupt() {
        enough.say();
        try {
            told.await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** The report has been told. */
    @Override
    public void close() {
        told.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(leaving);
        } catch (IllegalStateException exiting) {
            // Ctrl-C came first: the hook does the rest.
            return;
        }
    }
}
