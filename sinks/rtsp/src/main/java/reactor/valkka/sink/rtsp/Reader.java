package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One client's place in the ring of a mount: a number. It has no queue and no reference of its own;
 * what it costs is this object and what is in flight to its socket.
 *
 * <p><b>Threads:</b> confined to its event loop.
 *
 * <p><b>Overflow:</b> takes no more while its socket does not. A place that has fallen off the ring
 * moves to the newest key frame; a reader that never catches up for a time is told off.
 */
abstract class Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Reader.class);
    private static final long WAITING = -1;

    private final LoopFeed feed;
    private final MountSetup setup;
    private final ReaderListener listener;
    private final long sinceNanos;
    private final ReceptionReports reports;

    private long next = WAITING;
    private long expected = WAITING;
    private long notBefore;
    private int chunk;
    private boolean joined;
    private boolean over;
    private boolean pumping;
    private boolean reportsDue;
    private long caughtUpNanos;
    private long watchedNanos;
    private long units;
    private long bytes;
    private long skippedUnits;

    /**
     * @param setup what it was told that it will get
     */
    Reader(LoopFeed feed, MountSetup setup, ReaderListener listener) {
        this.feed = feed;
        this.setup = setup;
        this.listener = listener;
        sinceNanos = feed.mount().nanoTime();
        reports = new ReceptionReports(setup.tracks());
    }

    /** Whether the reader wants a track. */
    abstract boolean takes(int track);

    /** Whether the socket takes more now. */
    abstract boolean isWritable();

    /**
     * Writes a part of a unit without flushing.
     *
     * @return true if that was the last part
     */
    abstract boolean write(PacketUnit unit, int part);

    /** Sends what has been written. */
    abstract void flush();

    /**
     * Goes on from the newest key frame, or from the next one to come. Nothing is written before
     * this returns, so that an answer can go first.
     *
     * @return where each track begins, as far as that is known
     */
    final List<RtpInfo> play() {
        if (over) {
            return List.of();
        }
        caughtUpNanos = feed.mount().nanoTime();
        watchedNanos = caughtUpNanos;
        if (!joined) {
            joined = true;
            feed.join(this);
            notBefore = feed.mount().settings().startsAtOnce() ? 0 : feed.ring().head();
        }
        begin(feed.ring());
        feed.wake();
        return next == WAITING ? List.of() : beginnings(feed.ring());
    }

    private List<RtpInfo> beginnings(PacketRing ring) {
        List<RtpInfo> found = new ArrayList<>();
        for (int track = 0; track < setup.tracks().size(); track++) {
            if (takes(track)) {
                RtpInfo info = beginning(ring, track);
                if (info != null) {
                    found.add(info);
                }
            }
        }
        return found;
    }

    private @Nullable RtpInfo beginning(PacketRing ring, int track) {
        for (long number = next; number < ring.head(); number++) {
            PacketUnit unit = ring.get(number);
            if (unit.track() == track && !unit.isReport()) {
                return new RtpInfo(track, unit.sequenceNumber(), unit.timestamp());
            }
        }
        return null;
    }

    /** Takes no more, and forgets its place. */
    final void pause() {
        if (joined) {
            joined = false;
            feed.leave(this);
        }
        next = WAITING;
        expected = WAITING;
        chunk = 0;
    }

    /** Ends it; what has been written still goes out. */
    void close() {
        over = true;
        pause();
    }

    /** The socket takes more again. */
    final void goOn() {
        if (joined) {
            pump(feed.mount().nanoTime());
        }
    }

    /** Writes what there is, as far as the socket takes it; a call from within does nothing. */
    final void pump(long nowNanos) {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            writeDue(nowNanos);
        } finally {
            pumping = false;
        }
    }

    private void writeDue(long nowNanos) {
        PacketRing ring = feed.ring();
        if (next == WAITING) {
            begin(ring);
        } else if (next < ring.tail()) {
            skip(ring);
        }
        while (isDue(ring)) {
            if (reportsDue) {
                writeReports(ring);
            }
            while (isDue(ring)) {
                step(ring.get(next));
            }
            flush();
        }
        watch(ring, nowNanos);
    }

    private boolean isDue(PacketRing ring) {
        boolean more = next != WAITING && next < ring.head();
        return more && !ring.get(next).isBreak() && isWritable();
    }

    private void step(PacketUnit unit) {
        if (takes(unit.track())) {
            boolean whole = write(unit, chunk++);
            if (!whole) {
                return;
            }
            units += unit.isReport() ? 0 : 1;
            bytes += unit.bytes();
        }
        chunk = 0;
        expected = ++next;
    }

    /** A place for a reader that has none. */
    private void begin(PacketRing ring) {
        long start = start(ring);
        if (start == PacketRing.NONE || start < expected || start < notBefore) {
            return;
        }
        if (feed.mount().isPast(setup)) {
            return;
        }
        if (expected != WAITING) {
            count(start - expected);
        }
        next = start;
        expected = start;
        chunk = 0;
        reportsDue = true;
    }

    /** What time it is for each track, before the first packets: not in front of an answer. */
    private void writeReports(PacketRing ring) {
        reportsDue = false;
        writeOfTracks(track -> ring.newestReport(track, next));
    }

    private void writeOfTracks(IntFunction<@Nullable PacketUnit> found) {
        for (int track = 0; track < setup.tracks().size(); track++) {
            PacketUnit report = takes(track) ? found.apply(track) : null;
            if (report != null) {
                write(report, 0);
            }
        }
    }

    /** One who waits for a key frame that never comes is told that, too. */
    final void sayGoodbye() {
        if (joined && next == WAITING && isWritable()) {
            writeOfTracks(feed.ring()::newestGoodbye);
            flush();
        }
    }

    private long start(PacketRing ring) {
        return setup.needsKeyFrame(this::takes) ? ring.newestKey() : ring.head();
    }

    private void skip(PacketRing ring) {
        next = WAITING;
        chunk = 0;
        begin(ring);
    }

    private void count(long skipped) {
        skippedUnits += skipped;
        feed.mount().countSkipped(skipped);
    }

    private void watch(PacketRing ring, long nowNanos) {
        if ((next == ring.head() || next == expected && next == WAITING) && isWritable()) {
            caughtUpNanos = nowNanos;
        } else if (next == WAITING && isWritable()) {
            // Its socket takes more: the wait for a key frame is the camera's time.
            caughtUpNanos += nowNanos - watchedNanos;
        } else if (nowNanos - caughtUpNanos > feed.mount().stuckAfter().toNanos()) {
            end(EndReason.TOO_SLOW);
        }
        watchedNanos = nowNanos;
    }

    /** Whether it was made for a stream with these sources. */
    final boolean isOf(MountSetup other) {
        return setup.isOf(other);
    }

    /** The reader gets no more; told once. */
    final void end(EndReason reason) {
        if (!over) {
            LOG.debug("{}: a reader of {} ends: {}", address(), feed.mount().path(), reason);
            close();
            listener.onEnd(reason);
        }
    }

    /** What the client says about what it receives. */
    final void receiverReport(ByteBuffer compound) {
        reports.read(compound);
    }

    abstract String address();

    abstract String transport();

    /** How it does. */
    final ReaderStatus status() {
        return new ReaderStatus(
                feed.mount().path(),
                address(),
                transport(),
                Duration.ofNanos(feed.mount().nanoTime() - sinceNanos),
                units,
                bytes,
                skippedUnits,
                reports.summary());
    }
}
