package reactor.valkka;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.valkka.frame.Frame;

import java.util.concurrent.Flow;

/**
 * Where frames go: a browser, a window, a recording.
 *
 * <p><b>Shape:</b> subscribes once per call; the returned {@code Mono} is cold and completes when
 * the frames are through, fails with the error of the stream or of the sink, and cancels upstream
 * when it is cancelled.
 *
 * <p><b>Ownership:</b> closes every frame that it receives.
 *
 * @param <F> kind of the frames
 */
public interface FrameSink<F extends Frame> {

    /** Consumes all frames of a Reactive Streams publisher. */
    Mono<Void> consume(Publisher<? extends F> frames);

    /** Consumes all frames of a JDK publisher. */
    default Mono<Void> consume(Flow.Publisher<? extends F> frames) {
        return consume(FlowAdapters.toPublisher(frames));
    }
}
