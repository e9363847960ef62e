package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamId;

/** Closes what is dropped and counts it under the right name. One producer at a time. */
final class DropLog {
    private final Counters counters;
    private final Counter onDrop;
    private @Nullable StreamCounters last;

    DropLog(Counters counters, Counter onDrop) {
        this.counters = counters;
        this.onDrop = onDrop;
    }

    /** A frame fell to the policy. */
    void dropped(Frame frame) {
        close(frame, onDrop);
    }

    /** A frame that a recorder would have wanted fell to the policy. */
    void overflowed(Frame frame) {
        of(frame.stream()).increment(Counter.DISK_OVERFLOW);
        close(frame, onDrop);
    }

    /** A frame came while a key frame was awaited. */
    void gated(Frame frame) {
        close(frame, Counter.GATE_DROPPED);
    }

    /** A picture was replaced by a newer one, or nobody had asked for it. */
    void replaced(Frame frame) {
        close(frame, Counter.PICTURES_SKIPPED);
    }

    private void close(Frame frame, Counter counter) {
        of(frame.stream()).increment(counter);
        frame.close();
    }

    private StreamCounters of(StreamId stream) {
        StreamCounters known = last;
        if (known == null || !known.stream().equals(stream)) {
            known = counters.of(stream);
            last = known;
        }
        return known;
    }
}
