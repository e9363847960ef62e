package reactor.valkka;

import org.reactivestreams.FlowAdapters;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.Frame;

import java.util.concurrent.Flow;

/**
 * Where frames come from: a camera, a device, a file.
 *
 * <p><b>Shape:</b> {@link #frames()} is cold: nothing happens before it is subscribed, and each
 * subscription is a connection or reader of its own. To have many consumers of one connection, put
 * a {@code Fork} behind it.
 *
 * <p><b>Ownership:</b> each frame is handed over: who receives it closes it.
 *
 * @param <F> kind of the frames
 */
public interface FrameSource<F extends Frame> {

    /** The frames of this source, as a cold flux. */
    Flux<F> frames();

    /** The same frames for subscribers that know only the JDK. */
    default Flow.Publisher<F> publisher() {
        return FlowAdapters.toFlowPublisher(frames());
    }
}
