package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.rtsp.ReceiverOptions;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.Stage;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The way to what a description describes: it is read beside the event loop, then listened to. */
final class SdpApproach implements Approach {

    private final CameraRun run;
    private final SdpConfig config;
    private @Nullable Disposable reading;

    SdpApproach(CameraRun run, SdpConfig config) {
        this.run = run;
        this.config = config;
    }

    @Override
    public void begin() {
        run.connecting();
        reading = Mono.fromCallable(
                        () -> SdpReading.of(config.text(), config.tracks(), config.network()))
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(config.deadlines().describe())
                .subscribe(
                        read -> run.execute(() -> listen(read)),
                        error -> run.execute(() -> refused(error)));
    }

    private void listen(SdpReading read) {
        if (!run.hasEnded()) {
            run.open(new SdpLink(run, config, read));
        }
    }

    private void refused(Throwable error) {
        if (error instanceof TimeoutException) {
            Duration allowed = config.deadlines().describe();
            run.failed(new RtspTimeoutException(
                    Stage.DESCRIBE, allowed, config.text().name()));
        } else if (error instanceof RtspException refusal && mayPass(refusal)) {
            run.failed(refusal);
        } else {
            run.fatal(error);
        }
    }

    /** A file may be written anew and a network may come; a text stays what it is. */
    private boolean mayPass(RtspException refusal) {
        return config.text().mayChange() || refusal.stage() != Stage.DESCRIBE;
    }

    @Override
    public ReceiverOptions receiver() {
        return config.receiver();
    }

    @Override
    public void end() {
        if (reading != null) {
            reading.dispose();
        }
    }
}
