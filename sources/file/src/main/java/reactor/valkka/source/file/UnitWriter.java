package reactor.valkka.source.file;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.StreamCounters;
import reactor.valkka.ffmpeg.Demuxer;
import reactor.valkka.ffmpeg.UnsupportedMediaException;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.UnitTimes;
import reactor.valkka.pool.PoolExhaustedException;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.source.file.FileSource.FileSettings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes access units of a file's packets: takes parameter sets out, puts lengths of 4 bytes before
 * NAL units, and lets time go on from round to round. One thread.
 */
final class UnitWriter implements AutoCloseable {
    /** Start codes of 3 bytes become lengths of 4. */
    private static final int GROWTH_BYTES = 256;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final FileSettings settings;
    private final Demuxer demuxer;
    private final PoolShare share;
    private final Consumer<EncodedFrame> target;
    private final List<Track> tracks;
    private final List<TrackWriter> writers = new ArrayList<>();
    private final long startNanos;
    private StreamSetup setup;
    private @Nullable StreamSetup announced;
    private boolean atStart;
    private long roundNanos;
    private long endNanos;

    UnitWriter(
            FileSettings settings,
            Demuxer demuxer,
            PoolShare share,
            Consumer<EncodedFrame> target) {
        this.settings = settings;
        this.demuxer = demuxer;
        this.share = share;
        this.target = target;
        tracks = new ArrayList<>(demuxer.tracks());
        StreamCounters counters = settings.counters().of(settings.stream());
        for (Track track : demuxer.tracks()) {
            writers.add(writer(track, counters));
        }
        setup = makeSetup();
        if (!setup.hasVideo()) {
            throw new UnsupportedMediaException(
                    settings.file().toString(),
                    "a video track of H.264, H.265 or Motion JPEG",
                    demuxer.contents());
        }
        startNanos = modifiedNanos();
    }

    private TrackWriter writer(Track track, StreamCounters counters) {
        int prefixBytes = demuxer.prefixBytes(track.index());
        return switch (track.codec()) {
            case H264, H265 -> new NalWriter(track, prefixBytes, this, share, counters);
            default -> new PlainWriter(track, this, share, counters);
        };
    }

    /** Files say seldom when they were taken; when they were written is known. */
    private long modifiedNanos() {
        try {
            return Files.getLastModifiedTime(settings.file()).toMillis() * 1_000_000L;
        } catch (IOException unknown) {
            return 0;
        }
    }

    private StreamSetup makeSetup() {
        return new StreamSetup(settings.stream(), tracks, Pacing.ON_DEMAND, false);
    }

    /** Hands the setup on, before anything else. */
    void announce() {
        push(setup);
    }

    /** The setup that governs units from here on. */
    StreamSetup setup() {
        return setup;
    }

    /** A track is known in full before the first packet. */
    void described(Track track) {
        tracks.set(track.index(), withContainer(track));
    }

    /** A track turned out to be another one: gives the setup of the whole stream. */
    StreamSetup changed(Track track) {
        tracks.set(track.index(), withContainer(track));
        setup = makeSetup();
        return setup;
    }

    /** The track with what only the container knows. */
    private Track withContainer(Track track) {
        Track before = demuxer.tracks().get(track.index());
        if (!(track.format() instanceof TrackFormat.Video own)
                || !(before.format() instanceof TrackFormat.Video container)) {
            return track;
        }
        double rate = container.framesPerSecond();
        return new Track(
                track.index(),
                track.codec(),
                track.clockRateHz(),
                track.parameterSets(),
                new TrackFormat.Video(
                        own.width(),
                        own.height(),
                        own.sampleAspectWidth(),
                        own.sampleAspectHeight(),
                        rate > 0 ? rate : own.framesPerSecond(),
                        own.reorderDepth(),
                        own.decodedPicturesMax(),
                        container.rotationDegrees()));
    }

    /** Hands a frame on; a setup only if it is news. */
    void push(EncodedFrame frame) {
        if (frame instanceof StreamSetup news) {
            if (news.equals(announced)) {
                return;
            }
            announced = news;
            setup = news;
        }
        target.accept(frame);
    }

    /** The file begins again: its times go on where they ended. */
    void beginRound() {
        roundNanos = endNanos;
        atStart = true;
    }

    /** Bytes that the current packet may need in a slot. */
    int slotBytes() {
        int bytes = demuxer.data().limit() + GROWTH_BYTES;
        int most = share.pool().contentBytesMax();
        if (demuxer.data().limit() > most) {
            throw new PoolExhaustedException(
                    share.pool().name(), settings.stream().name(), bytes, most);
        }
        return Math.min(bytes, most);
    }

    /** Takes the slot for the current packet; false if there is none now. */
    boolean reserve(int bytes) {
        return writers.get(demuxer.track()).reserve(bytes);
    }

    /** Hands the current packet on as an access unit. */
    void write() {
        Track track = tracks.get(demuxer.track());
        TrackWriter writer = writers.get(demuxer.track());
        ByteBuffer data = demuxer.data();
        if (atStart && track.codec().kind() == TrackKind.VIDEO) {
            atStart = false;
            if (!CleanStart.isAt(track.codec(), data, demuxer.prefixBytes(track.index()))) {
                writer.discontinuity();
            }
        }
        writer.write(data, times(track, writer), demuxer.isKeyFrame());
    }

    private UnitTimes times(Track track, TrackWriter writer) {
        long offset = ticks(roundNanos, track);
        long pts = demuxer.pts();
        long dts = demuxer.dts();
        if (pts == Demuxer.NO_TIME) {
            pts = dts != Demuxer.NO_TIME ? dts : writer.nextPts() - offset;
        }
        pts += offset;
        boolean known =
                dts != Demuxer.NO_TIME && dts + offset <= pts && dts + offset > writer.lastDts();
        long duration = demuxer.durationTicks();
        writer.took(pts, known ? dts + offset : pts, duration);
        endNanos = Math.max(endNanos, nanos(writer.nextPts(), track));
        return new UnitTimes(
                pts,
                known ? dts + offset : UnitTimes.NO_DTS,
                duration,
                System.nanoTime(),
                startNanos + nanos(pts, track),
                CaptureOrigin.FILE);
    }

    private static long ticks(long nanos, Track track) {
        long rate = track.clockRateHz();
        return nanos / NANOS_PER_SECOND * rate
                + (nanos % NANOS_PER_SECOND * rate + NANOS_PER_SECOND / 2) / NANOS_PER_SECOND;
    }

    private static long nanos(long ticks, Track track) {
        long rate = track.clockRateHz();
        return Math.floorDiv(ticks, rate) * NANOS_PER_SECOND
                + Math.floorMod(ticks, rate) * NANOS_PER_SECOND / rate;
    }

    @Override
    public void close() {
        writers.forEach(TrackWriter::close);
    }
}
