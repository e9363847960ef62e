package reactor.valkka.operator;

import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamSetup;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Counts frames and bytes, and gives a line about them from time to time. */
final class FrameRate {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double KILOBITS_PER_BYTE = 0.008;

    private final long everyNanos;
    private final Consumer<String> output;
    private final LongSupplier nanoTime;
    private boolean started;
    private long sinceNanos;
    private long frames;
    private long bytes;
    private long keyFrames;
    private long delayNanosMax = FrameText.UNKNOWN;

    FrameRate(Duration every, Consumer<String> output, LongSupplier nanoTime) {
        everyNanos = every.toNanos();
        this.output = output;
        this.nanoTime = nanoTime;
    }

    /** Looks at a frame, which stays with its owner. The first one starts the clock. */
    void count(Frame frame) {
        if (frame instanceof StreamSetup) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (!started) {
            started = true;
            sinceNanos = now;
        } else if (now - sinceNanos >= everyNanos) {
            output.accept(line(now - sinceNanos));
            restart(now);
        }
        frames++;
        bytes += FrameText.sizeBytes(frame);
        keyFrames += FrameText.isKeyFrame(frame) ? 1 : 0;
        delayNanosMax = Math.max(delayNanosMax, FrameText.delayNanos(frame, now));
    }

    private String line(long nanos) {
        double seconds = nanos / NANOS_PER_SECOND;
        String line = String.format(
                Locale.ROOT,
                "%.1f frames/s, %.0f kbit/s, %d key frames",
                frames / seconds,
                bytes * KILOBITS_PER_BYTE / seconds,
                keyFrames);
        return delayNanosMax == FrameText.UNKNOWN
                ? line
                : String.format(
                        Locale.ROOT,
                        "%s, delay %.1f ms at most",
                        line,
                        delayNanosMax / NANOS_PER_MILLI);
    }

    private void restart(long now) {
        sinceNanos = now;
        frames = 0;
        bytes = 0;
        keyFrames = 0;
        delayNanosMax = FrameText.UNKNOWN;
    }
}
