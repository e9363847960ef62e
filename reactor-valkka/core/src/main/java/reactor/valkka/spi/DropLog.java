package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamId;

/**
 * Counts what is dropped under the right name, and returns it to be closed. One producer at a time.
 */
final class DropLog {
    private final Counters counters;
    private final Counter onDrop;
    private @Nullable StreamCounters last;

    DropLog(Counters counters, Counter onDrop) {
        this.counters = counters;
        this.onDrop = onDrop;
    }

    /** A frame fell to the policy. */
    <F extends Frame> F dropped(F frame) {
        return counted(frame, onDrop);
    }

    /** A frame that a recorder would have wanted fell to the policy. */
    <F extends Frame> F overflowed(F frame) {
        of(frame.stream()).increment(Counter.DISK_OVERFLOW);
        return counted(frame, onDrop);
    }

    /** A frame came while a key frame was awaited. */
    <F extends Frame> F gated(F frame) {
        return counted(frame, Counter.GATE_DROPPED);
    }

    /** A picture was replaced by a newer one, or nobody had asked for it. */
    <F extends Frame> F replaced(F frame) {
        return counted(frame, Counter.PICTURES_SKIPPED);
    }

    private <F extends Frame> F counted(F frame, Counter counter) {
        of(frame.stream()).increment(counter);
        return frame;
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
