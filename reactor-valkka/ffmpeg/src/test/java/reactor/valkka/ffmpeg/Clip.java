package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.AccessUnitBuilder;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.media.bitstream.ParameterSetTracker;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;

/** A clip of the tests' resources as a stream of units, made as they are asked for. */
final class Clip {
    private Clip() {}

    static Path path(String name) {
        return Path.of("src/test/resources/clips", name);
    }

    /** The video of a clip, on demand; the stream has the clip's name. */
    static Flux<EncodedFrame> frames(String name, FramePool pool) {
        return frames(name, StreamId.of(name), pool, Pacing.ON_DEMAND);
    }

    static Flux<EncodedFrame> frames(String name, StreamId stream, FramePool pool, Pacing pacing) {
        return Flux.generate(
                () -> new Reader(name, stream, pool, pacing),
                (reader, sink) -> {
                    EncodedFrame next = reader.next();
                    if (next == null) {
                        sink.complete();
                    } else {
                        sink.next(next);
                    }
                    return reader;
                },
                Reader::close);
    }

    /** Reads on the thread that asks. */
    private static final class Reader implements AutoCloseable {
        private final Demuxer demuxer;
        private final PoolShare share;
        private final StreamId stream;
        private final Pacing pacing;
        private final Track track;
        private final @Nullable AccessUnitBuilder builder;
        private final Queue<EncodedFrame> made = new ArrayDeque<>();
        private final StreamSetup setup;
        private boolean announced;

        Reader(String name, StreamId stream, FramePool pool, Pacing pacing) {
            demuxer = Demuxer.open(path(name));
            share = pool.share(stream, 0);
            this.stream = stream;
            this.pacing = pacing;
            Track first = demuxer.tracks().stream()
                    .filter(each -> each.kind() == TrackKind.VIDEO)
                    .findFirst()
                    .orElseThrow();
            track = new Track(
                    0, first.codec(), first.clockRateHz(), first.parameterSets(), first.format());
            setup = StreamSetup.of(stream, pacing, track);
            builder = track.codec() == Codec.H264 ? builder() : null;
        }

        private AccessUnitBuilder builder() {
            ParameterSetTracker sets = new ParameterSetTracker(0, track.clockRateHz());
            sets.describe(track.parameterSets());
            return new AccessUnitBuilder(
                    sets,
                    changed -> StreamSetup.of(stream, pacing, changed),
                    share,
                    new Counters().of(stream),
                    made::add);
        }

        @Nullable
        EncodedFrame next() {
            while (made.isEmpty() && demuxer.next()) {
                if (demuxer.tracks().get(demuxer.track()).kind() == TrackKind.VIDEO) {
                    make();
                }
            }
            return made.poll();
        }

        private void make() {
            int prefix = demuxer.prefixBytes(demuxer.track());
            UnitTimes times = new UnitTimes(
                    demuxer.pts(), UnitTimes.NO_DTS, 0, 0, demuxer.pts(), CaptureOrigin.FILE);
            if (builder == null) {
                makePlain(prefix);
            } else if (prefix == 0) {
                builder.annexB(demuxer.data(), 0, demuxer.data().limit());
                builder.finish(times);
            } else {
                builder.prefixed(demuxer.data(), 0, demuxer.data().limit(), prefix);
                builder.finish(times);
            }
        }

        private void makePlain(int prefix) {
            if (!announced) {
                announced = true;
                made.add(setup);
            }
            FrameBuffer buffer = share.tryAcquire(demuxer.data().limit());
            if (buffer == null) {
                throw new UncheckedIOException(new java.io.IOException("test pool is full"));
            }
            if (prefix != 0 && prefix != NalUnits.PREFIX_BYTES) {
                throw new IllegalStateException("prefix of " + prefix);
            }
            buffer.bytes().put(demuxer.data().duplicate());
            made.add(AccessUnit.of(
                    buffer,
                    AccessUnitHeader.builder(setup, track)
                            .times(demuxer.pts(), demuxer.pts())
                            .captured(demuxer.pts(), CaptureOrigin.FILE)
                            .keyFrame(demuxer.isKeyFrame() || track.codec() == Codec.MJPEG)
                            .build()));
        }

        @Override
        public void close() {
            made.forEach(EncodedFrame::close);
            if (builder != null) {
                builder.close();
            }
            demuxer.close();
        }
    }
}
