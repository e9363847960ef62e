package reactor.valkka.examples.support;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.operator.Pace;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.spi.Outlet;

import java.nio.file.Path;

/**
 * A file that behaves as a camera: plays for ever at its own speed, waits for nobody, and drops
 * what nobody takes in time. Also shows how small a live source is.
 *
 * <p><b>Shape:</b> cold; each subscription is a player of its own, which starts at the beginning.
 * Live. <b>Threads:</b> signals on the parallel scheduler. <b>Ownership:</b> units are copied to
 * slots of the pool, as what comes from a network is; who receives one closes it.
 * <b>Overflow:</b> 16 units wait, then the backlog is skipped to the newest key frame and counted
 * as {@code OUTLET_DROPPED}; units without a slot are counted as {@code POOL_EXHAUSTED}.
 * <b>Errors:</b> those of {@link FileSource}.
 */
public final class SimulatedCamera implements FrameSource<EncodedFrame> {
    private static final int WAITING_UNITS_MAX = 16;
    private static final long POOL_BYTES = 16 << 20;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Path file;
    private final StreamId stream;
    private final @Nullable FramePool pool;

    private SimulatedCamera(Path file, StreamId stream, @Nullable FramePool pool) {
        this.file = file;
        this.stream = stream;
        this.pool = pool;
    }

    /** A camera that sees what a file shows, named like it. */
    public static SimulatedCamera of(Path file) {
        return new SimulatedCamera(file, StreamId.of(String.valueOf(file.getFileName())), null);
    }

    /** Names the stream. */
    public SimulatedCamera stream(StreamId value) {
        return new SimulatedCamera(file, value, pool);
    }

    /** Takes slots from a pool. Default: one of 16 MiB for each subscription. */
    public SimulatedCamera pool(FramePool value) {
        return new SimulatedCamera(file, stream, value);
    }

    @Override
    public Flux<EncodedFrame> frames() {
        return Outlet.flux(
                Overflow.skipToKeyFrame(WAITING_UNITS_MAX),
                Counters.shared(),
                outlet -> new Player(outlet).start()::dispose);
    }

    private FramePool newPool() {
        return FramePool.builder(stream.name()).capacityBytes(POOL_BYTES).build();
    }

    /** One subscription: reads the file and pushes live copies. */
    private final class Player {
        private final Outlet<EncodedFrame> outlet;
        private final StreamCounters counters = Counters.shared().of(stream);
        private final PoolShare share = (pool == null ? newPool() : pool).share(stream, 0);
        private @Nullable StreamSetup fileSetup;
        private @Nullable StreamSetup liveSetup;
        private int lostUnits;

        Player(Outlet<EncodedFrame> outlet) {
            this.outlet = outlet;
        }

        Disposable start() {
            Disposable playing = FileSource.of(file).stream(stream)
                    .counters(new Counters())
                    .loop()
                    .frames()
                    .transform(Pace.realTime())
                    .as(Use.each(this::push))
                    .doFinally(signal -> share.close())
                    .subscribe(nothing -> {}, outlet::fail, outlet::complete);
            return Disposables.composite(playing);
        }

        private void push(EncodedFrame frame) {
            StreamSetup setup = live(frame.setup());
            if (frame instanceof AccessUnit unit) {
                copy(unit, setup);
            } else {
                outlet.push(setup);
            }
        }

        private StreamSetup live(StreamSetup setup) {
            if (liveSetup == null || setup != fileSetup) {
                fileSetup = setup;
                liveSetup =
                        new StreamSetup(stream, setup.tracks(), Pacing.LIVE, setup.discontinuity());
            }
            return liveSetup;
        }

        private void copy(AccessUnit unit, StreamSetup setup) {
            FrameBuffer buffer = share.tryAcquire(unit.size());
            if (buffer == null) {
                counters.increment(Counter.POOL_EXHAUSTED);
                lostUnits++;
                return;
            }
            buffer.bytes().put(unit.bytes());
            AccessUnitHeader header = AccessUnitHeader.builder(setup, unit.track())
                    .times(unit.pts(), unit.dts())
                    .durationTicks(unit.header().durationTicks())
                    .arrivalNanos(System.nanoTime())
                    .captured(System.currentTimeMillis() * NANOS_PER_MILLI, CaptureOrigin.ARRIVAL)
                    .keyFrame(unit.isKeyFrame())
                    .disposable(unit.header().disposable())
                    .lostPackets(lostUnits)
                    .build();
            lostUnits = 0;
            counters.increment(Counter.UNITS_RECEIVED);
            counters.add(Counter.BYTES_RECEIVED, unit.size());
            outlet.push(AccessUnit.of(buffer, header));
        }
    }
}
