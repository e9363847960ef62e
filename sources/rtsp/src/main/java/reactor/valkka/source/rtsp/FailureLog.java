package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;

import reactor.valkka.frame.StreamId;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.Stage;

import java.time.Duration;

/**
 * Tells the log about a camera that fails and comes back, so that a thousand cameras can be read: a
 * failure of another kind than the last one at WARN, its repetitions at DEBUG, and at INFO that
 * pictures come again. A camera that breaks again and again within {@value #STEADY_SECONDS} s
 * repeats itself too.
 *
 * <p><b>Threads:</b> one. <b>Units:</b> nanoseconds of any monotonic clock.
 */
final class FailureLog {

    private static final int STEADY_SECONDS = 60;
    private static final long STEADY_NANOS = Duration.ofSeconds(STEADY_SECONDS).toNanos();

    private final Logger log;
    private final StreamId stream;
    private @Nullable Kind last;
    private boolean warned;
    private boolean plays;
    private long playsSince;

    FailureLog(Logger log, StreamId stream) {
        this.log = log;
        this.stream = stream;
    }

    /** What makes two failures the same to whoever reads the log. */
    private record Kind(Class<?> type, Stage stage, Object detail) {

        static Kind of(RtspException error) {
            return new Kind(error.getClass(), error.stage(), detail(error));
        }

        private static Object detail(RtspException error) {
            if (error instanceof RtspStatusException refusal) {
                return refusal.status();
            }
            return error instanceof RtspAuthenticationException refusal ? refusal.verdict() : "";
        }
    }

    /** A connection has failed, and another one will be tried. */
    void failed(RtspException error, Duration delay, long now) {
        boolean wasSteady = plays && now - playsSince >= STEADY_NANOS;
        Kind kind = Kind.of(error);
        boolean repeats = !wasSteady && kind.equals(last);
        warned |= !repeats;
        plays = false;
        last = kind;
        log.atLevel(repeats ? Level.DEBUG : Level.WARN)
                .log("{}: {}; next try in {} ms", stream, error.getMessage(), delay.toMillis());
    }

    /** Pictures come again after a failure. */
    void recovered(long now) {
        log.atLevel(warned ? Level.INFO : Level.DEBUG).log("{}: plays again", stream);
        warned = false;
        plays = true;
        playsSince = now;
    }
}
