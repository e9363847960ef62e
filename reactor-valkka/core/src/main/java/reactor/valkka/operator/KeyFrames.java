package reactor.valkka.operator;

import org.jspecify.annotations.Nullable;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;

import java.util.function.Function;

/**
 * Lets key frames pass, with the setups that govern them, and nothing else: thumbnails, a quick
 * look through a recording, a camera at a fraction of its bit rate.
 *
 * <pre>{@code
 * camera.frames().transform(KeyFrames.only()).transform(Decode.on(decoders))
 * }</pre>
 *
 * <p><b>Shape:</b> as the source, with fewer frames; audio and metadata are not among them.
 * <b>Threads:</b> those of the source. <b>Ownership:</b> closes what does not pass.
 * <b>Overflow:</b> none; asks for another frame in place of each one that it closed.
 * <b>Errors:</b> those of the source.
 */
public final class KeyFrames {
    private KeyFrames() {}

    /**
     * Setups and key frames.
     *
     * @param <F> kind of the frames
     */
    public static <F extends Frame & KeyFramed> Function<Flux<F>, Flux<F>> only() {
        return flux -> FrameFlux.of(flux, Filter::new);
    }

    private static final class Filter<F extends Frame & KeyFramed> extends PassOperator<F, F> {
        Filter(CoreSubscriber<? super F> downstream) {
            super(downstream);
        }

        @Override
        @Nullable
        F apply(F frame) {
            return switch (frame.dependency()) {
                case SETUP, KEY_FRAME -> frame;
                case DEPENDENT, DISPOSABLE, FREE -> {
                    frame.close();
                    yield null;
                }
            };
        }
    }
}
