package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;
import reactor.valkka.frame.Picture;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * One recording: hands one picture at a time to a thread that may block. That thread ends only
 * after everything handed to it has been done, so no picture is lost in its queue.
 */
final class RecorderSubscriber extends BaseSubscriber<Picture> {
    private final MonoSink<Void> result;
    private final Recording recording;
    private final ExecutorService disk;

    RecorderSubscriber(RecorderFactory factory, MonoSink<Void> result) {
        this.result = result;
        recording = new Recording(factory);
        disk = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "valkka-disk-recorder");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public Context currentContext() {
        ContextView context = result.contextView();
        return Context.of(context);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        request(1);
    }

    @Override
    protected void hookOnNext(Picture picture) {
        try {
            disk.execute(() -> record(picture));
        } catch (RejectedExecutionException over) {
            picture.close();
        }
    }

    @Override
    protected void hookOnComplete() {
        finish(null);
    }

    @Override
    protected void hookOnError(Throwable error) {
        finish(error);
    }

    /** Stops asking and closes the recording in the background. */
    void cancelRecording() {
        cancel();
        finish(null);
    }

    private void record(Picture picture) {
        try (picture) {
            if (isDisposed()) {
                return;
            }
            recording.record(HostPictures.of(picture));
        } catch (RuntimeException e) {
            cancel();
            finish(e);
            return;
        }
        request(1);
    }

    private void finish(@Nullable Throwable error) {
        try {
            disk.execute(() -> close(error));
        } catch (RejectedExecutionException over) {
            if (error != null) {
                Operators.onErrorDropped(error, currentContext());
            }
        }
        disk.shutdown();
    }

    private void close(@Nullable Throwable error) {
        Throwable outcome = error;
        try {
            recording.close();
        } catch (RuntimeException e) {
            if (outcome == null) {
                outcome = e;
            } else {
                outcome.addSuppressed(e);
            }
        }
        if (outcome == null) {
            result.success();
        } else {
            result.error(outcome);
        }
    }
}
