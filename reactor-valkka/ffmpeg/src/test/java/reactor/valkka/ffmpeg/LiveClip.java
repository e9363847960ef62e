package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.OutletListener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A clip as a camera sends it: over and over, into an outlet that holds sixteen units. */
final class LiveClip {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int OUTLET = 16;

    private final List<Sample> samples;
    private final StreamSetup setup;
    private final PoolShare share;
    private final long clipTicks;
    private volatile long next;
    private volatile @Nullable Outlet<EncodedFrame> outlet;

    private record Sample(
            byte[] data, Track track, long pts, long dts, boolean keyFrame, boolean disposable) {

        static Sample of(AccessUnit unit) {
            byte[] data = new byte[unit.bytes().remaining()];
            unit.bytes().get(data);
            AccessUnitHeader header = unit.header();
            return new Sample(
                    data,
                    header.track(),
                    header.pts(),
                    header.dts(),
                    header.keyFrame(),
                    header.disposable());
        }
    }

    /** Reads the clip, which blocks. */
    LiveClip(String clip, StreamId stream, FramePool pool) {
        samples = Objects.requireNonNull(Clip.frames(clip, pool)
                .ofType(AccessUnit.class)
                .transform(Use.map(Sample::of))
                .collectList()
                .block(SOON));
        setup = StreamSetup.of(stream, Pacing.LIVE, samples.get(0).track());
        share = pool.share(stream, 0);
        clipTicks = (samples.get(1).dts() - samples.get(0).dts()) * samples.size();
    }

    StreamId stream() {
        return setup.stream();
    }

    /** The time within the clip of a picture. */
    long ptsInClip(long pts) {
        return pts % clipTicks;
    }

    /** What the camera sends; for one subscriber. */
    Flux<EncodedFrame> frames(Counters counters) {
        return Outlet.flux(Overflow.skipToKeyFrame(OUTLET), counters, made -> {
            outlet = made;
            return new OutletListener() {
                @Override
                public void cancelled() {
                    outlet = null;
                }
            };
        });
    }

    /** How many units it has sent. */
    long sent() {
        return next;
    }

    /** Sends the next unit, on one thread. */
    void send() {
        Outlet<EncodedFrame> open = outlet;
        if (open == null) {
            return;
        }
        Sample sample = samples.get((int) (next % samples.size()));
        long ticks = clipTicks * (next / samples.size());
        next = next + 1;
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(sample.data().length));
        buffer.bytes().put(sample.data());
        open.push(AccessUnit.of(
                buffer,
                AccessUnitHeader.builder(setup, sample.track())
                        .times(sample.pts() + ticks, sample.dts() + ticks)
                        .arrivalNanos(System.nanoTime())
                        .keyFrame(sample.keyFrame())
                        .disposable(sample.disposable())
                        .build()));
    }
}
