package reactor.valkka.operator;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.spi.KeyFrameGate;
import reactor.valkka.spi.SetupAnnouncer;

/**
 * Lets a stream pass or not, and is opened and closed while it runs: a recording that follows a
 * movement, a camera that is shown only at night.
 *
 * <pre>{@code
 * Gate gate = Gate.closed();
 * encoded.branch("disk", Overflow.dropUntilKeyFrame(48))
 *     .transform(gate::pass)
 *     .as(recorder::consume)
 *     .subscribe();
 * …
 * gate.open();
 * }</pre>
 *
 * <p><b>Shape:</b> as the source, with what came while it was closed left out. A {@link
 * StreamSetup} passes a closed gate too. An opened gate lets encoded frames pass from the next key
 * frame on, behind the setup that governs it where that is not the last one that passed; pictures
 * pass at once. May stand in any number of streams, which it opens and closes together.
 *
 * <p>A closed gate goes on reading. To pause a file instead, stop asking for its frames.
 *
 * <p><b>Threads:</b> opened and closed by any thread, and seen from the next frame on; signals on
 * the source's thread or the consumer's. <b>Ownership:</b> closes what does not pass; holds one
 * frame at most, where a setup goes first and only one frame was asked for. <b>Overflow:</b> none:
 * asks for one frame at a time. What waits for a key frame at an open gate is counted as {@link
 * Counter#GATE_DROPPED}. <b>Errors:</b> those of the source.
 */
public final class Gate {
    private volatile boolean open;

    private Gate(boolean open) {
        this.open = open;
    }

    /** A gate that is open at first. */
    public static Gate opened() {
        return new Gate(true);
    }

    /** A gate that is closed at first. */
    public static Gate closed() {
        return new Gate(false);
    }

    /** Lets frames pass, encoded ones from the next key frame on. */
    public void open() {
        open = true;
    }

    /** Lets nothing but setups pass. */
    public void close() {
        open = false;
    }

    /** True if frames may pass. */
    public boolean isOpen() {
        return open;
    }

    /**
     * A stream behind this gate; {@code transform(gate::pass)}.
     *
     * @param <F> kind of the frames
     */
    public <F extends Frame> Flux<F> pass(Flux<F> frames) {
        return FrameFlux.of(frames, GateKeeper::new);
    }

    private final class GateKeeper<F extends Frame> extends StepOperator<F> {
        private final KeyFrameGate keyFrames = new KeyFrameGate();
        private final SetupAnnouncer<F> setups = new SetupAnnouncer<>();

        GateKeeper(CoreSubscriber<? super F> downstream) {
            super(downstream);
        }

        @Override
        void take(F frame) {
            if (admits(frame)) {
                emit(setups.before(frame), frame);
            } else {
                drop(frame);
            }
        }

        private boolean admits(F frame) {
            if (!(frame instanceof KeyFramed encoded)) {
                return open;
            }
            if (!open && encoded.dependency() != KeyFramed.Dependency.SETUP) {
                keyFrames.close();
                return false;
            }
            boolean admitted = keyFrames.admits(encoded);
            if (!admitted) {
                Counters.shared().of(frame.stream()).increment(Counter.GATE_DROPPED);
            }
            return admitted;
        }
    }
}
