package reactor.valkka.benchmarks.jmh;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Gate;
import reactor.valkka.operator.KeyFrames;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;

/**
 * One synthetic camera and what hangs on it: an outlet, a fork, and three branches, of which the
 * viewer's and the recorder's have a gate, and the third one takes key frames only. At the end of
 * each a sink counts what came, and closes it.
 *
 * <pre>
 *                   ┌─ view ──── gate ─┐
 *  units ─ outlet ─ ┼─ disk ──── gate ─┼─ sinks
 *                   └─ analyse ─ keys ─┘
 * </pre>
 */
final class CameraLine implements AutoCloseable {
    private static final int VIEW_UNITS = 16;
    private static final int DISK_UNITS = 48;

    private final UnitSource units;
    private final Pushed outlet;
    private final Disposable.Composite sinks = Disposables.composite();
    private long frames;

    CameraLine(FramePool pool, Counters counters, int number) {
        StreamId stream = StreamId.of("cam-" + number);
        units = new UnitSource(pool.share(stream, 0), Group.P720, number);
        outlet = new Pushed(counters);
        Fork<EncodedFrame> fork = Fork.of(outlet.frames()).counters(counters);
        Gate gate = Gate.opened();
        Flux<EncodedFrame> view =
                fork.branch("view", Overflow.skipToKeyFrame(VIEW_UNITS)).transform(gate::pass);
        Flux<EncodedFrame> disk =
                fork.branch("disk", Overflow.dropUntilKeyFrame(DISK_UNITS)).transform(gate::pass);
        Flux<EncodedFrame> analyse = fork.branch("analyse", Overflow.skipToKeyFrame(VIEW_UNITS))
                .transform(KeyFrames.only());
        sinks.add(sink(view).subscribe());
        sinks.add(sink(disk).subscribe());
        sinks.add(sink(analyse).subscribe());
        outlet.push(units.setup());
    }

    private Mono<Void> sink(Flux<EncodedFrame> stream) {
        return stream.as(Use.each(frame -> frames++));
    }

    /** The camera sends its next unit, which goes all the way at once. */
    void next() {
        outlet.push(units.next());
    }

    /** Frames that came to the sinks. */
    long frames() {
        return frames;
    }

    @Override
    public void close() {
        sinks.dispose();
    }
}
