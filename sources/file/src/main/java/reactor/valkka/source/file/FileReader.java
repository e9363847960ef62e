package reactor.valkka.source.file;

import reactor.valkka.ffmpeg.Demuxer;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolExhaustedException;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.pool.SlotWaiter;
import reactor.valkka.source.file.FileSource.FileSettings;
import reactor.valkka.spi.Outlet;
import reactor.valkka.spi.OutletListener;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a file on a thread of its own, as far as frames are asked for. Waits for demand and for
 * free slots; a cancellation ends each wait.
 */
final class FileReader implements OutletListener, Runnable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long DEFAULT_POOL_BYTES = 32L << 20;

    /** A wait looks again after it, so that it ends even if nobody calls. */
    private static final long LOOK_AGAIN_NANOS = 500_000_000L;

    private final FileSettings settings;
    private final Outlet<EncodedFrame> outlet;
    private final Thread thread;
    private final SlotWaiter slotFree;

    private FileReader(FileSettings settings, Outlet<EncodedFrame> outlet) {
        this.settings = settings;
        this.outlet = outlet;
        thread = new Thread(this, "valkka-file-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        slotFree = new SlotWaiter(() -> LockSupport.unpark(thread));
    }

    static FileReader start(FileSettings settings, Outlet<EncodedFrame> outlet) {
        FileReader reader = new FileReader(settings, outlet);
        reader.thread.start();
        return reader;
    }

    @Override
    public void requested(long frames) {
        LockSupport.unpark(thread);
    }

    @Override
    public void cancelled() {
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        try {
            read();
            outlet.complete();
        } catch (Throwable e) {
            outlet.fail(e);
        }
    }

    private void read() {
        FramePool given = settings.pool();
        FramePool pool = given != null ? given : ownPool();
        try (Demuxer demuxer = Demuxer.open(settings.file());
                PoolShare share = pool.share(settings.stream(), 0);
                UnitWriter writer = new UnitWriter(settings, demuxer, share, outlet::push)) {
            writer.announce();
            readRounds(demuxer, writer, share);
        } finally {
            slotFree.dispose();
            if (given == null) {
                pool.dispose();
            }
        }
    }

    private FramePool ownPool() {
        return FramePool.builder("file " + settings.stream())
                .capacityBytes(DEFAULT_POOL_BYTES)
                .build();
    }

    private void readRounds(Demuxer demuxer, UnitWriter writer, PoolShare share) {
        for (int round = 0; round < settings.rounds(); round++) {
            if (!settings.from().isZero()) {
                demuxer.seek(settings.from());
            } else if (round > 0) {
                demuxer.rewind();
            }
            if (round > 0) {
                writer.beginRound();
            }
            boolean any = false;
            while (awaitDemand() && demuxer.next()) {
                if (!awaitSlot(writer, share)) {
                    return;
                }
                writer.write();
                any = true;
            }
            if (outlet.isCancelled() || !any) {
                return;
            }
        }
    }

    /** Waits until a frame is asked for; false if nobody wants any more. */
    private boolean awaitDemand() {
        while (!outlet.isCancelled()) {
            if (outlet.requested() > outlet.waiting()) {
                return true;
            }
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        return false;
    }

    /** Waits until there is a slot; false if nobody wants it any more. */
    private boolean awaitSlot(UnitWriter writer, PoolShare share) {
        int bytes = writer.slotBytes();
        long deadline = 0;
        while (!outlet.isCancelled()) {
            if (writer.reserve(bytes)) {
                return true;
            }
            slotFree.await(share.pool());
            if (writer.reserve(bytes)) {
                return true;
            }
            long now = System.nanoTime();
            if (deadline == 0) {
                deadline = now + settings.patience().toNanos();
            } else if (now - deadline >= 0) {
                throw exhausted(share, bytes);
            }
            LockSupport.parkNanos(this, Math.min(LOOK_AGAIN_NANOS, deadline - now));
        }
        return false;
    }

    private PoolExhaustedException exhausted(PoolShare share, int bytes) {
        FramePool pool = share.pool();
        long free = pool.capacityBytes() - pool.stats().usedBytes();
        return new PoolExhaustedException(pool.name(), settings.stream().name(), bytes, free);
    }
}
