package reactor.valkka.benchmarks.jmh;

import org.reactivestreams.Subscription;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;

import java.util.Objects;

/**
 * Pictures of a file, 25 a second, which come as they are asked for; all share one slot. Nothing
 * but the reference is made for each.
 */
final class PictureSource extends Flux<Picture> implements AutoCloseable {
    private static final StreamId STREAM = StreamId.of("cam");
    private static final int ROW_ALIGNMENT = 64;
    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int TICKS_PER_PICTURE = 3_600;
    private static final int HEADERS = 1_000;

    private final FramePool pool;
    private final HostPicture held;
    private final PictureHeader[] headers = new PictureHeader[HEADERS];
    private int next;

    PictureSource(int width, int height) {
        PictureFormat format = PictureFormat.of(PixelFormat.YUV420P, width, height, ROW_ALIGNMENT);
        pool = FramePool.builder("pictures")
                .slotBytes(format.slotBytes())
                .hold("source", 1)
                .build();
        FrameBuffer buffer =
                Objects.requireNonNull(pool.share(STREAM, 0).tryAcquire(format.slotBytes()));
        while (buffer.bytes().hasRemaining()) {
            buffer.bytes().put((byte) (buffer.bytes().position() / ROW_ALIGNMENT));
        }
        buffer.length(format.slotBytes());
        for (int i = 0; i < HEADERS; i++) {
            headers[i] = PictureHeader.raw(
                    STREAM, Pacing.ON_DEMAND, CLOCK_RATE_HZ, (long) TICKS_PER_PICTURE * i, 0);
        }
        held = HostPicture.of(buffer, headers[0], format);
    }

    private Picture picture() {
        PictureHeader header = headers[next];
        next = next + 1 == HEADERS ? 0 : next + 1;
        return HostPicture.sharing(held, header, held.format());
    }

    @Override
    public void subscribe(CoreSubscriber<? super Picture> subscriber) {
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long pictures) {
                for (long i = 0; i < pictures; i++) {
                    subscriber.onNext(picture());
                }
            }

            @Override
            public void cancel() {
                // The next request does not come.
            }
        });
    }

    @Override
    public void close() {
        held.close();
        pool.dispose();
    }
}
