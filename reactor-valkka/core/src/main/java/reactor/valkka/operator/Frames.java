package reactor.valkka.operator;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.Frame;

import java.util.concurrent.Flow;
import java.util.function.Function;

/** What any flux of frames may need, whatever it carries. */
public final class Frames {
    private Frames() {}

    /**
     * Closes what stock operators <em>above</em> this point throw away: the discard hook in one
     * word. To be put last, in front of a subscriber of your own:
     *
     * <pre>{@code
     * camera.frames().filter(EncodedFrame::startsAtKeyFrame).take(10)
     *     .transform(Frames.closing())
     *     .subscribe(frame -> { try (frame) { … } });
     * }</pre>
     *
     * <p>Operators and sinks of this toolkit do it by themselves for what stands above them. It
     * helps with operators that discard; some stock ones lose frames instead, see the guide.
     *
     * <p><b>Ownership:</b> frames that pass stay with who receives them.
     *
     * @param <F> kind of the frames
     */
    public static <F> Function<Flux<F>, Flux<F>> closing() {
        return flux -> flux.doOnDiscard(Frame.class, Frame::close);
    }

    /**
     * The same frames for subscribers that know only the JDK.
     *
     * <p><b>Ownership:</b> the subscriber closes what it receives. <b>Errors:</b> a request for
     * fewer than one frame cancels and ends in {@link IllegalArgumentException}, as rule 3.9 asks.
     *
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Flow.Publisher<F> toFlow(Publisher<F> frames) {
        Flux<F> flux = Flux.from(frames);
        return FlowAdapters.toFlowPublisher(flux.transform(closing()));
    }

    /**
     * The frames of a JDK publisher, for Reactor.
     *
     * @param <F> kind of the frames
     */
    public static <F extends Frame> Flux<F> fromFlow(Flow.Publisher<F> frames) {
        return Flux.from(FlowAdapters.toPublisher(frames));
    }
}
