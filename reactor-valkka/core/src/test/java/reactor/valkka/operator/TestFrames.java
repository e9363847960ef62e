package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Makes small frames out of a pool, and fails the test that leaves a slot of it open. Units are 40
 * ms apart, every fifth is a key frame, and the first byte of each is its number.
 */
public final class TestFrames implements AfterEachCallback {
    static final int CLOCK_RATE_HZ = 90_000;
    static final int TICKS_PER_FRAME = 3_600;
    static final int GROUP = 5;
    private static final int FRAMES_MAX = 4_096;

    private final StreamId stream = StreamId.of("test");
    private final FramePool pool =
            FramePool.builder("test").slotBytes(64).hold("test", FRAMES_MAX).build();
    private final PoolShare share = pool.share(stream, 0);
    private final PictureFormat format = PictureFormat.of(PixelFormat.GRAY8, 4, 4, 1);

    @Override
    public void afterEach(ExtensionContext context) {
        assertAllClosed();
    }

    /** Fails if a slot is still out when all threads have had time to close what they hold. */
    public void assertAllClosed() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(pool.openSlots()).as(pool::openSlotsReport).isZero());
    }

    public int open() {
        return pool.openSlots();
    }

    public FramePool pool() {
        return pool;
    }

    public StreamSetup setup(Pacing pacing) {
        return setup(pacing, "first");
    }

    /** A setup that differs from those of another variant. */
    public StreamSetup setup(Pacing pacing, String variant) {
        Bytes parameters = Bytes.copyOf(variant.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Track video = new Track(
                0, Codec.H264, CLOCK_RATE_HZ, List.of(parameters), new TrackFormat.Unknown());
        return StreamSetup.of(stream, pacing, video);
    }

    public AccessUnit unit(Pacing pacing, int number) {
        return unit(setup(pacing), number);
    }

    public AccessUnit unit(StreamSetup setup, int number) {
        long ticks = (long) number * TICKS_PER_FRAME;
        return AccessUnit.of(
                buffer(number),
                AccessUnitHeader.builder(setup, setup.tracks().get(0))
                        .times(ticks, ticks)
                        .arrivalNanos(number * 40_000_000L)
                        .keyFrame(number % GROUP == 0)
                        .build());
    }

    /** So many units of a stream, without its setup. */
    public Flux<EncodedFrame> units(Pacing pacing, int count) {
        StreamSetup setup = setup(pacing);
        return Flux.range(0, count).map(number -> unit(setup, number));
    }

    /** A picture that arrives when it is shown: its number times 40 ms. */
    public Picture picture(Pacing pacing, int number) {
        return picture(pacing, number, number * 40_000_000L);
    }

    public Picture picture(Pacing pacing, int number, long arrivalNanos) {
        PictureHeader header = PictureHeader.raw(
                stream, pacing, CLOCK_RATE_HZ, (long) number * TICKS_PER_FRAME, 0);
        return HostPicture.of(
                buffer(number),
                new PictureHeader(
                        stream,
                        pacing,
                        CLOCK_RATE_HZ,
                        header.pts(),
                        arrivalNanos,
                        arrivalNanos,
                        arrivalNanos,
                        0,
                        header.origin(),
                        header.type(),
                        number % GROUP == 0,
                        false),
                format);
    }

    public Flux<Picture> pictures(Pacing pacing, int count) {
        return Flux.range(0, count).map(number -> picture(pacing, number));
    }

    private FrameBuffer buffer(int number) {
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(16), "pool is empty");
        buffer.bytes().put((byte) number).position(16);
        return buffer;
    }

    /** The number that a frame was made with. */
    public static int number(reactor.valkka.frame.Frame frame) {
        if (frame instanceof AccessUnit unit) {
            return unit.bytes().get(0) & 0xFF;
        }
        if (frame instanceof HostPicture picture) {
            return picture.bytes().get(0) & 0xFF;
        }
        return -1;
    }
}
