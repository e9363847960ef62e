package reactor.valkka.ffmpeg;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.pool.FramePool;

import java.util.function.Function;

/**
 * Makes pictures of another size and pixel format: {@code
 * pictures.transform(Scale.to(PixelFormat.BGR24, 480, 270, pool))}.
 *
 * <p><b>Shape:</b> an immutable function from pictures to pictures; each setter returns a new one.
 * One picture out for each one in; nothing is asked for ahead. Reads all of {@link PixelFormat};
 * makes YUV420P, RGB24, BGR24 and GRAY8. Planes and strides are those of the {@link PictureFormat}
 * that was given: of the variant without one, rows follow each other without a gap, as numerical
 * code wants them ({@code height × width × 3} for BGR24).
 *
 * <p><b>Colour:</b> the colour matrix and range of the source are respected; where a source does
 * not say, BT.601 is assumed up to 576 lines and BT.709 above, and limited range. RGB24, BGR24 and
 * GRAY8 have full range. YUV420P keeps the matrix of its source where its format names none.
 *
 * <p><b>Threads:</b> works on the thread on which pictures come. <b>Ownership:</b> closes what it
 * takes; what it gives lies in a slot of the pool.
 *
 * <p><b>Overflow:</b> where the pool has no free slot, a picture of a live stream is closed and
 * another one asked for, and {@code POOL_EXHAUSTED} is counted; an on-demand stream waits and goes
 * on on the thread that closes a slot.
 */
public final class Scale implements Function<Flux<? extends Picture>, Flux<Picture>> {
    private final PictureFormat format;
    private final FramePool pool;
    private final ScaleFilter filter;
    private final Counters counters;

    private Scale(PictureFormat format, FramePool pool, ScaleFilter filter, Counters counters) {
        this.format = format;
        this.pool = pool;
        this.filter = filter;
        this.counters = counters;
    }

    /**
     * Scales to a format.
     *
     * @throws IllegalArgumentException if pictures cannot be made in this format, or do not fit
     *     into the pool's slots
     */
    public static Scale to(PictureFormat format, FramePool pool) {
        switch (format.pixelFormat()) {
            case YUV420P, RGB24, BGR24, GRAY8 -> {}
            default ->
                throw new IllegalArgumentException(
                        "Scale makes YUV420P, RGB24, BGR24 and GRAY8, not " + format.pixelFormat());
        }
        if (format.slotBytes() > pool.contentBytesMax()) {
            throw new IllegalArgumentException("A picture of " + format.slotBytes()
                    + " bytes does not fit into pool '" + pool.name() + "', whose slots have "
                    + pool.contentBytesMax());
        }
        FFmpegLibrary.load();
        return new Scale(format, pool, ScaleFilter.BILINEAR, Counters.shared());
    }

    /** Scales to a size, with rows that follow each other without a gap. */
    public static Scale to(PixelFormat pixelFormat, int width, int height, FramePool pool) {
        return to(PictureFormat.of(pixelFormat, width, height, 1), pool);
    }

    /** Sets the filter. Default {@link ScaleFilter#BILINEAR}. */
    public Scale filter(ScaleFilter newFilter) {
        return new Scale(format, pool, newFilter, counters);
    }

    /** Sets where to count. Default {@link Counters#shared()}. */
    public Scale counters(Counters where) {
        return new Scale(format, pool, filter, where);
    }

    PictureFormat format() {
        return format;
    }

    FramePool pool() {
        return pool;
    }

    ScaleFilter filter() {
        return filter;
    }

    Counters counters() {
        return counters;
    }

    /** The pictures of a stream, in this format. */
    @Override
    public Flux<Picture> apply(Flux<? extends Picture> pictures) {
        return new ScaleFlux(pictures, this);
    }
}
