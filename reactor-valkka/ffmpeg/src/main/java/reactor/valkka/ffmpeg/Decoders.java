package reactor.valkka.ffmpeg;

import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.valkka.ValkkaException;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Picture;
import reactor.valkka.pool.PoolStats;
import reactor.valkka.schedule.PinnedScheduler;
import reactor.valkka.schedule.ThreadRole;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that decode, and the memory of the pictures: one of these for all streams of an
 * application, made and disposed by it.
 *
 * <p><b>Threads:</b> {@code valkka-decode-N}. Each decoder is placed on the one with the fewest,
 * and stays there for life; on each thread the decoders take turns unit by unit, so that no stream
 * delays another by more than one unit. Safe for all threads.
 *
 * <p><b>Overload:</b> when the live streams of a thread fall behind, less of them is decoded, those
 * of the lowest {@link Decode#priority} first, see {@link DecodersBuilder#governed}.
 *
 * <p><b>Memory:</b> reserved stream by stream, see {@link DecodersBuilder#pictureBytes}.
 *
 * <p><b>Errors:</b> {@link #dispose()} ends the streams that are being decoded with an error.
 */
public final class Decoders implements Disposable {
    private final PictureMemory memory;
    private final Counters counters;
    private final int picturesHeld;
    private final boolean governed;
    private final Scheduler scheduler;
    private final List<DecodeWorker> workers = new ArrayList<>();
    private final AtomicInteger workersAlive;
    private final Set<DecodeActor> enlisted = ConcurrentHashMap.newKeySet();
    private int next;
    private boolean disposed;
    private boolean ended;

    Decoders(DecodersBuilder builder) {
        FFmpegLibrary.load();
        FFmpegLibrary.warnOfPhysicalLimit(builder.pictureBytes());
        memory = new PictureMemory(builder.pictureBytes());
        counters = builder.counters();
        picturesHeld = builder.picturesHeld();
        governed = builder.governed();
        scheduler = PinnedScheduler.builder(ThreadRole.DECODE)
                .threads(builder.threads())
                .cpus(builder.cpus())
                .build();
        workersAlive = new AtomicInteger(builder.threads());
        for (int i = 0; i < builder.threads(); i++) {
            workers.add(new DecodeWorker(
                    scheduler.createWorker(),
                    new KeyFrameContexts(memory, picturesHeld),
                    this::workerEnded));
        }
    }

    /** Decoders with the defaults of {@link DecodersBuilder}. */
    public static Decoders create() {
        return builder().build();
    }

    /** Starts the settings. */
    public static DecodersBuilder builder() {
        return new DecodersBuilder();
    }

    /** Number of threads. */
    public int threads() {
        return workers.size();
    }

    /** Bytes that all pictures together may take. */
    public long pictureBytes() {
        return memory.budgetBytes();
    }

    /** Bytes that are reserved for pictures now. */
    public long reservedBytes() {
        return memory.reservedBytes();
    }

    /** Streams that are being decoded. */
    public int streams() {
        return enlisted.size();
    }

    /** The state of the picture pools in use, one for each stream. */
    public List<PoolStats> stats() {
        return memory.pools().stream().map(pool -> pool.pool().stats()).toList();
    }

    synchronized DecodeActor enlist(CoreSubscriber<? super Picture> downstream, Decode decode) {
        if (disposed) {
            throw new ValkkaException("These Decoders have been disposed");
        }
        DecodeWorker worker = fewestDecoders();
        DecodeConfig config = new DecodeConfig(
                memory,
                counters,
                decode.threads(),
                picturesHeld,
                decode.skipsLoopFilter(),
                governed,
                decode.priority());
        DecodeActor[] made = new DecodeActor[1];
        Runnable whenGone = () -> leave(made[0], worker);
        made[0] = switch (decode.policy()) {
            case EVERY -> new EveryDecoder(downstream, worker, whenGone, config);
            case KEY_FRAMES -> new KeyFrameDecoder(downstream, worker, whenGone, config, false);
            case LATEST_KEY_FRAME ->
                new KeyFrameDecoder(downstream, worker, whenGone, config, true);
            case LATEST_PICTURE -> new LatestPictureDecoder(downstream, worker, whenGone, config);
        };
        enlisted.add(made[0]);
        worker.placed(1);
        return made[0];
    }

    /** The worker with the fewest decoders; in turn where several have. */
    private DecodeWorker fewestDecoders() {
        DecodeWorker fewest = workers.get(next++ % workers.size());
        for (DecodeWorker worker : workers) {
            fewest = worker.decoders() < fewest.decoders() ? worker : fewest;
        }
        return fewest;
    }

    private synchronized void leave(DecodeActor actor, DecodeWorker worker) {
        enlisted.remove(actor);
        worker.placed(-1);
        endWhenEmpty();
    }

    /** Ends all streams with an error, then the threads. Returns at once. */
    @Override
    public synchronized void dispose() {
        if (!disposed) {
            disposed = true;
            enlisted.forEach(actor ->
                    actor.fail(new ValkkaException("The Decoders of this stream were disposed")));
            endWhenEmpty();
        }
    }

    private void endWhenEmpty() {
        if (disposed && !ended && enlisted.isEmpty()) {
            ended = true;
            memory.dispose();
            workers.forEach(DecodeWorker::dispose);
        }
    }

    /** The last one ends all threads; none of them is in a turn then that could be interrupted. */
    private void workerEnded() {
        if (workersAlive.decrementAndGet() == 0) {
            scheduler.dispose();
        }
    }

    @Override
    public synchronized boolean isDisposed() {
        return disposed;
    }
}
