package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.source.rtsp.RtspTransport;

/**
 * One look at a stream.
 *
 * @param transport that was asked for
 * @param observer what was noted
 * @param counters of the source
 * @param error why it ended; {@code null} where it was still well
 */
record Observation(
        RtspTransport transport,
        Observer observer,
        StreamCounters counters,
        @Nullable Throwable error) {

    static Observation of(
            RtspTransport transport, Observer observer, Counters counters, StreamId stream) {
        return new Observation(transport, observer, counters.of(stream), null);
    }

    Observation failed(Throwable cause) {
        return new Observation(transport, observer, counters, cause);
    }

    /** Whether a picture came. */
    boolean works() {
        return observer.units().units() > 0;
    }

    long count(Counter counter) {
        return counters.get(counter);
    }
}
