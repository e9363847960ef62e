package reactor.valkka.source.file;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.ffmpeg.DemuxException;
import reactor.valkka.ffmpeg.FFmpegLibrary;
import reactor.valkka.ffmpeg.UnsupportedMediaException;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolExhaustedException;
import reactor.valkka.spi.Outlet;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A media file: MP4, Matroska, MPEG-TS, raw H.264 and whatever else libavformat reads, as far as
 * its codecs are known here.
 *
 * <p><b>Shape:</b> immutable; each setter returns a new source, and nothing happens before
 * subscription. Cold: each subscriber has a reader of its own. On demand: {@code request(n)} is the
 * order to read, and without demand nothing is read. Completes at the end of the file, or of its
 * last repetition. Begins with a {@code StreamSetup}; tracks of unknown codecs are left out.
 *
 * <p><b>Threads:</b> each reader has a thread {@code valkka-file-N}, which opens, reads and
 * signals.
 *
 * <p><b>Ownership:</b> who receives a frame closes it. <b>Overflow:</b> none: where the pool is
 * full the reader waits, and drops nothing.
 *
 * <p><b>Errors:</b> {@link DemuxException} names the file that is missing or cannot be read, {@link
 * UnsupportedMediaException} says what was expected in it and what was found, {@link
 * PoolExhaustedException} that no slot came free for {@link #patience}.
 *
 * <p><b>Units:</b> times count from the start of the file, in ticks of each track.
 */
public final class FileSource implements FrameSource<EncodedFrame> {
    private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);
    private static final int WAITING_MAX = 2;

    private final FileSettings settings;

    private FileSource(FileSettings settings) {
        this.settings = settings;
    }

    /** A file, read once, as a stream that is named like the file. */
    public static FileSource of(Path file) {
        Path name = file.getFileName();
        StreamId stream = StreamId.of(name == null ? file.toString() : name.toString());
        return new FileSource(new FileSettings(
                file, stream, null, Counters.shared(), 1, Duration.ZERO, DEFAULT_PATIENCE));
    }

    /** Names the stream. Default: the name of the file without its folder. */
    public FileSource stream(StreamId stream) {
        return new FileSource(settings.withStream(stream));
    }

    /**
     * Sets where units are kept. Default: a pool for each reader, of 32 MiB at most, of which only
     * what is used is taken from the system.
     */
    public FileSource pool(FramePool pool) {
        return new FileSource(settings.withPool(pool));
    }

    /** Sets where to count. Default {@link Counters#shared()}. */
    public FileSource counters(Counters counters) {
        return new FileSource(settings.withCounters(counters));
    }

    /**
     * Begins again at the end, for ever. Time goes on as if the file were that long; only where its
     * first unit is no clean start (IDR), a setup with a discontinuity comes before it.
     */
    public FileSource loop() {
        return new FileSource(settings.withRounds(FileSettings.FOR_EVER));
    }

    /** Plays {@code times} times; 1 is the default. */
    public FileSource loop(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("A file is played once at least, got " + times);
        }
        return new FileSource(settings.withRounds(times));
    }

    /** Begins at the last key frame at or before a time from the start of the file. */
    public FileSource from(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("A file starts at 0, got " + time);
        }
        return new FileSource(settings.withFrom(time));
    }

    /** How long the reader waits for a free slot before it fails. Default 30 seconds. */
    public FileSource patience(Duration patience) {
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("Patience must be positive, got " + patience);
        }
        return new FileSource(settings.withPatience(patience));
    }

    @Override
    public Flux<EncodedFrame> frames() {
        return Flux.defer(() -> {
            FFmpegLibrary.load();
            return Outlet.<EncodedFrame>flux(
                    Overflow.backpressure(WAITING_MAX),
                    settings.counters(),
                    outlet -> FileReader.start(settings, outlet));
        });
    }

    /** The file and its stream. */
    @Override
    public String toString() {
        return "FileSource[" + settings.file() + " as " + settings.stream() + "]";
    }

    /** All that can be set. */
    record FileSettings(
            Path file,
            StreamId stream,
            @Nullable FramePool pool,
            Counters counters,
            int rounds,
            Duration from,
            Duration patience) {
        static final int FOR_EVER = Integer.MAX_VALUE;

        FileSettings withStream(StreamId value) {
            return new FileSettings(file, value, pool, counters, rounds, from, patience);
        }

        FileSettings withPool(FramePool value) {
            return new FileSettings(file, stream, value, counters, rounds, from, patience);
        }

        FileSettings withCounters(Counters value) {
            return new FileSettings(file, stream, pool, value, rounds, from, patience);
        }

        FileSettings withRounds(int value) {
            return new FileSettings(file, stream, pool, counters, value, from, patience);
        }

        FileSettings withFrom(Duration value) {
            return new FileSettings(file, stream, pool, counters, rounds, value, patience);
        }

        FileSettings withPatience(Duration value) {
            return new FileSettings(file, stream, pool, counters, rounds, from, value);
        }
    }
}
