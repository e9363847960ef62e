package reactor.valkka.ffmpeg;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.schedule.CpuSet;
import reactor.valkka.schedule.ThreadRole;

/** Settings of {@link Decoders}. */
public final class DecodersBuilder {
    private static final int THREADS_MAX = 256;
    private static final long DEFAULT_PICTURE_BYTES_MAX = 1L << 30;
    private static final int DEFAULT_PICTURES_HELD = 5;

    private int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private CpuSet cpus = ThreadRole.DECODE.cpus();
    private long pictureBytes =
            Math.min(DEFAULT_PICTURE_BYTES_MAX, Runtime.getRuntime().maxMemory() / 2);
    private int picturesHeld = DEFAULT_PICTURES_HELD;
    private Counters counters = Counters.shared();
    private boolean governed = true;

    DecodersBuilder() {}

    /** Sets the number of threads. Default: one for each processor, 4 at most. */
    public DecodersBuilder threads(int count) {
        if (count < 1 || count > THREADS_MAX) {
            throw new IllegalArgumentException("Threads must be 1 to 256, got " + count);
        }
        threads = count;
        return this;
    }

    /**
     * Sets the processors to which the threads are bound, in turn. Default: those that {@link
     * ThreadRole#cpusProperty()} of {@link ThreadRole#DECODE} names, else none: the system moves
     * the threads as it likes.
     */
    public DecodersBuilder cpus(CpuSet set) {
        cpus = set;
        return this;
    }

    /**
     * Sets how many bytes all pictures together may take. They are reserved stream by stream, when
     * the first key frame shows how large a stream's pictures are. Default: 1 GiB, or half of the
     * JVM's maximum heap size if that is less; the JVM's limit for direct memory ({@code
     * -XX:MaxDirectMemorySize}, by default the maximum heap size) must allow for it.
     */
    public DecodersBuilder pictureBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("Pictures need memory, got " + bytes + " bytes");
        }
        pictureBytes = bytes;
        return this;
    }

    /**
     * Sets how many pictures the consumers of one stream may hold together, beside those that its
     * decoder refers to. A stream whose consumers hold more is not decoded until one is closed.
     * Default 5: two for a view, one for an analysis, one on its way, one for bursts.
     */
    public DecodersBuilder picturesHeld(int perStream) {
        if (perStream < 1) {
            throw new IllegalArgumentException(
                    "Consumers must hold one picture at least, got " + perStream);
        }
        picturesHeld = perStream;
        return this;
    }

    /** Sets where to count. Default {@link Counters#shared()}. */
    public DecodersBuilder counters(Counters where) {
        counters = where;
        return this;
    }

    /**
     * Sets whether less of live streams is decoded with {@link DecodePolicy#EVERY} when decoding
     * falls behind: all but disposable units, then key frames alone, then every fourth key frame;
     * the lowest {@link Decode#priority} first, equals in turn; and all of them again when there is
     * room. Without it each stream loses what its outlet or branch cannot hold, up to the next key
     * frame. Files and other on-demand streams are never touched. Default true.
     *
     * <p>Behind means: for a second, units began to be decoded more than 100 ms after they came,
     * and ever later. A quarter of the load goes then. After two seconds on time comes back what
     * fits into 80 % of the thread. A stream of which a unit has waited for more than 0.8 s goes on
     * with its next key frame at once. {@link StreamCounters#decodeLevels} tells what is decoded,
     * {@link Counter#OVERLOAD_SKIPPED} counts what is not.
     */
    public DecodersBuilder governed(boolean value) {
        governed = value;
        return this;
    }

    /** Loads FFmpeg and starts the threads. */
    public Decoders build() {
        return new Decoders(this);
    }

    int threads() {
        return threads;
    }

    CpuSet cpus() {
        return cpus;
    }

    long pictureBytes() {
        return pictureBytes;
    }

    int picturesHeld() {
        return picturesHeld;
    }

    Counters counters() {
        return counters;
    }

    boolean governed() {
        return governed;
    }
}
