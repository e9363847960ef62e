package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One examination from a command line: ends with the report, or at once with Ctrl-C. */
final class Consultation {

    /** So long the goodbye to a camera may take when somebody presses Ctrl-C. */
    private static final long GOODBYE_MILLIS = 300;

    private Consultation() {}

    /** The report, or {@code null} where the examination failed, which has been said. */
    static @Nullable CameraReport of(CameraDoctor doctor) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        AtomicReference<@Nullable CameraReport> report = new AtomicReference<>();
        Disposable examination = doctor.examine()
                .subscribe(
                        report::set,
                        bug -> {
                            System.err.println("valkka doctor: " + bug);
                            done.countDown();
                        },
                        done::countDown);
        CountDownLatch gone = new CountDownLatch(1);
        Thread leaving = new Thread(
                () -> {
                    examination.dispose();
                    await(gone);
                },
                "doctor-end");
        Runtime.getRuntime().addShutdownHook(leaving);
        done.await();
        remove(leaving);
        return report.get();
    }

    private static void await(CountDownLatch gone) {
        try {
            gone.await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // Ctrl-C came first: the hook does the rest.
            return;
        }
    }
}
