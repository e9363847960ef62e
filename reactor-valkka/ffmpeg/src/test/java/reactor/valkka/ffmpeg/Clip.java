package reactor.valkka.ffmpeg;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
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

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * A clip of the tests' resources as a stream of units, made as they are asked for. The file itself
 * is read when the stream is subscribed to: threads that ask may be ones that must not block.
 */
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
        /** One packet of the file. */
        private record Packet(ByteBuffer data, long pts, boolean keyFrame) {}

        private final Queue<Packet> packets = new ArrayDeque<>();
        private final PoolShare share;
        private final StreamId stream;
        private final Pacing pacing;
        private final Track track;
        private final @Nullable AccessUnitBuilder builder;
        private final Queue<EncodedFrame> made = new ArrayDeque<>();
        private final StreamSetup setup;
        private final int prefixBytes;
        private boolean announced;

        Reader(String name, StreamId stream, FramePool pool, Pacing pacing) {
            share = pool.share(stream, 0);
            this.stream = stream;
            this.pacing = pacing;
            try (Demuxer demuxer = Demuxer.open(path(name))) {
                Track first = demuxer.tracks().stream()
                        .filter(each -> each.kind() == TrackKind.VIDEO)
                        .findFirst()
                        .orElseThrow();
                track = new Track(
                        0,
                        first.codec(),
                        first.clockRateHz(),
                        first.parameterSets(),
                        first.format());
                prefixBytes = demuxer.prefixBytes(first.index());
                while (demuxer.next()) {
                    if (demuxer.track() == first.index()) {
                        packets.add(new Packet(
                                Bytes.copyOf(demuxer.data()).asByteBuffer(),
                                demuxer.pts(),
                                demuxer.isKeyFrame()));
                    }
                }
            }
            setup = StreamSetup.of(stream, pacing, track);
            builder = track.codec() == Codec.MJPEG ? null : builder();
        }

        private AccessUnitBuilder builder() {
            ParameterSetTracker sets =
                    new ParameterSetTracker(track.codec(), 0, track.clockRateHz());
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
            Packet packet = made.isEmpty() ? packets.poll() : null;
            while (packet != null) {
                make(packet);
                packet = made.isEmpty() ? packets.poll() : null;
            }
            return made.poll();
        }

        private void make(Packet packet) {
            ByteBuffer data = packet.data();
            UnitTimes times = new UnitTimes(
                    packet.pts(),
                    UnitTimes.NO_DTS,
                    0,
                    System.nanoTime(),
                    packet.pts(),
                    CaptureOrigin.FILE);
            if (builder == null) {
                makePlain(packet);
            } else if (prefixBytes == 0) {
                builder.annexB(data, 0, data.limit());
                builder.finish(times);
            } else {
                builder.prefixed(data, 0, data.limit(), prefixBytes);
                builder.finish(times);
            }
        }

        private void makePlain(Packet packet) {
            if (!announced) {
                announced = true;
                made.add(setup);
            }
            if (prefixBytes != 0 && prefixBytes != NalUnits.PREFIX_BYTES) {
                throw new IllegalStateException("prefix of " + prefixBytes);
            }
            FrameBuffer buffer =
                    Objects.requireNonNull(share.tryAcquire(packet.data().remaining()));
            buffer.bytes().put(packet.data());
            boolean keyFrame = packet.keyFrame() || track.codec() == Codec.MJPEG;
            made.add(AccessUnit.of(
                    buffer,
                    AccessUnitHeader.builder(setup, track)
                            .times(packet.pts(), packet.pts())
                            .captured(packet.pts(), CaptureOrigin.FILE)
                            .keyFrame(keyFrame)
                            .build()));
        }

        @Override
        public void close() {
            made.forEach(EncodedFrame::close);
            if (builder != null) {
                builder.close();
            }
        }
    }
}
