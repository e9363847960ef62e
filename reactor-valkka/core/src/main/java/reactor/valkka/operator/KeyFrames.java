package reactor.valkka.operator;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.spi.SetupAnnouncer;

import java.util.function.Function;

/**
 * Lets key frames pass, with the setups that govern them, and nothing else: thumbnails, a quick
 * look through a recording, a camera at a fraction of its bit rate.
 *
 * <pre>{@code
 * camera.frames().transform(KeyFrames.only()).transform(Decode.on(decoders))
 * }</pre>
 *
 * <p><b>Shape:</b> as the source, with fewer frames; audio and metadata are not among them. A key
 * frame whose setup was lost on the way comes behind that setup all the same. <b>Threads:</b>
 * signals on the source's thread or the consumer's. <b>Ownership:</b> closes what does not pass;
 * holds one frame at most, where a setup goes first and only one frame was asked for.
 * <b>Overflow:</b> none; asks for one frame at a time. <b>Errors:</b> those of the source.
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

    private static final class Filter<F extends Frame & KeyFramed> extends StepOperator<F> {
        private final SetupAnnouncer<F> setups = new SetupAnnouncer<>();

        Filter(CoreSubscriber<? super F> downstream) {
            super(downstream);
        }

        @Override
        void take(F frame) {
            switch (frame.dependency()) {
                case SETUP, KEY_FRAME -> emit(setups.before(frame), frame);
                case DEPENDENT, DISPOSABLE, LEADING, FREE -> drop(frame);
            }
        }
    }
}
