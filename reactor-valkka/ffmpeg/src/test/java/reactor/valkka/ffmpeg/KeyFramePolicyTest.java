package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

@NoFrameLeaks
class KeyFramePolicyTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CAMERAS = 4;
    private static final int KEY_FRAMES = 1_000;
    private static final int SLOTS_MISSED = 3_000;
    private static final int DECODE_NANOS = 200_000;

    /** What its clip's colour is in luma and chroma, BT.601 or 709, limited: only roughly. */
    private static final String[] COLOURS = {"red", "green", "blue", "white"};

    private final Counters counters = new Counters();
    private final Decoders decoders = Decoders.builder()
            .threads(1)
            .pictureBytes(64 << 20)
            .counters(counters)
            .build();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    private record Seen(String stream, int number, String colour, long pts) {}

    /** Reads the number in the bars and the colour below them. */
    private static Seen look(Picture picture) {
        HostPicture host = (HostPicture) picture;
        PictureFormat format = host.format();
        int number = 0;
        ByteBuffer luma = host.plane(0);
        int stride = format.planes().get(0).stride();
        for (int bit = 0; bit < 8; bit++) {
            int x = (2 * bit + 1) * format.width() / 16;
            number |= (luma.get(8 * stride + x) & 0xFF) > 128 ? 1 << bit : 0;
        }
        int row = format.height() * 3 / 4;
        int chromaStride = format.planes().get(1).stride();
        int at = row / 2 * chromaStride + format.width() / 4;
        int y = luma.get(row * stride + format.width() / 2) & 0xFF;
        int u = host.plane(1).get(at) & 0xFF;
        int v = host.plane(2).get(at) & 0xFF;
        return new Seen(picture.stream().name(), number, colour(y, u, v), picture.pts());
    }

    private static String colour(int y, int u, int v) {
        if (Math.abs(u - 128) < 8 && Math.abs(v - 128) < 8) {
            return y > 200 ? "white" : "grey";
        }
        return v > 180 ? "red" : u > 180 ? "blue" : "green";
    }

    private static List<AccessUnit> keyFrames(int camera, TestPool pool) {
        return keyFrames(camera, Pacing.LIVE, pool);
    }

    private static List<AccessUnit> keyFrames(int camera, Pacing pacing, TestPool pool) {
        List<AccessUnit> keys = Clip.frames(
                        "camera" + camera + ".mp4",
                        StreamId.of("camera" + camera),
                        pool.encoded(),
                        pacing)
                .filter(frame -> frame instanceof AccessUnit unit && unit.isKeyFrame())
                .cast(AccessUnit.class)
                .transform(reactor.valkka.operator.Frames.closing())
                .collectList()
                .block(SOON);
        return keys == null ? List.of() : keys;
    }

    @Test
    void eachPictureOfASharedContextBelongsToItsCameraAndItsNumber(TestPool pool) {
        List<List<AccessUnit>> keys = new ArrayList<>();
        List<Sinks.Many<EncodedFrame>> inputs = new ArrayList<>();
        Queue<Seen> seen = new ConcurrentLinkedQueue<>();
        for (int camera = 0; camera < CAMERAS; camera++) {
            keys.add(keyFrames(camera, pool));
            Sinks.Many<EncodedFrame> input = Sinks.many().unicast().onBackpressureBuffer();
            inputs.add(input);
            input.asFlux()
                    .transform(Decode.on(decoders).policy(DecodePolicy.KEY_FRAMES))
                    .transform(Use.map(KeyFramePolicyTest::look))
                    .subscribe(seen::add);
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < KEY_FRAMES; i++) {
            int camera = random.nextInt(CAMERAS);
            int number = random.nextInt(keys.get(camera).size());
            AccessUnit unit = keys.get(camera).get(number);
            inputs.get(camera).tryEmitNext(unit.share()).orThrow();
            Seen picture = await(seen);
            assertThat(picture)
                    .as("key frame %d, seed %d", i, seed)
                    .isEqualTo(new Seen("camera" + camera, number, COLOURS[camera], unit.pts()));
        }
        inputs.forEach(input -> input.tryEmitComplete().orThrow());
        keys.forEach(each -> each.forEach(AccessUnit::close));
    }

    /** Without a lock: the decoder's thread must never wait for one. */
    private static @Nullable Seen await(Queue<Seen> seen) {
        long deadline = System.nanoTime() + SOON.toNanos();
        Seen next = seen.poll();
        while (next == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(100_000);
            next = seen.poll();
        }
        return next;
    }

    @Test
    void picturesOfASharedContextAreBitIdentical(TestPool pool) {
        for (int camera = 0; camera < CAMERAS; camera++) {
            String clip = "camera" + camera + ".mp4";
            List<String> expected =
                    Checksums.byFfmpeg(Clip.path(clip), "-vf", "select='eq(pict_type,I)'");
            List<String> sums = Clip.frames(clip, pool.encoded())
                    .transform(Decode.on(decoders).policy(DecodePolicy.KEY_FRAMES))
                    .transform(Use.map(Checksums::of))
                    .collectList()
                    .block(SOON);
            assertThat(sums).isEqualTo(expected);
        }
    }

    @Test
    void anOnDemandStreamIsReadUntilAKeyFrameHasBeenFound(TestPool pool) {
        StepVerifier.create(
                        Clip.frames("plain.mp4", pool.encoded())
                                .transform(
                                        Decode.on(decoders).policy(DecodePolicy.LATEST_KEY_FRAME))
                                .transform(Use.map(Picture::ptsNanos)),
                        0)
                .thenRequest(1)
                .expectNext(0L)
                .thenRequest(1)
                .expectNext(1_000_000_000L)
                .thenRequest(5)
                .expectNext(2_000_000_000L, 3_000_000_000L)
                .verifyComplete();
        assertThat(counters.of(StreamId.of("plain.mp4")).get(Counter.PICTURES_DECODED))
                .isEqualTo(4);
    }

    @Test
    void theNewestKeyFrameIsDecodedWhenItIsAskedFor(TestPool pool) {
        List<AccessUnit> keys = keyFrames(0, pool);
        Sinks.Many<EncodedFrame> input = Sinks.many().unicast().onBackpressureBuffer();
        StepVerifier.create(
                        input.asFlux()
                                .transform(
                                        Decode.on(decoders).policy(DecodePolicy.LATEST_KEY_FRAME))
                                .transform(Use.map(picture -> look(picture).number())),
                        0)
                .thenRequest(1)
                .then(() -> input.tryEmitNext(keys.get(3).share()).orThrow())
                .expectNext(3)
                .then(() -> List.of(4, 5, 6)
                        .forEach(i -> input.tryEmitNext(keys.get(i).share()).orThrow()))
                .thenRequest(1)
                .expectNext(6)
                .thenRequest(1)
                .expectNoEvent(Duration.ofMillis(50))
                .then(() -> input.tryEmitNext(keys.get(9).share()).orThrow())
                .expectNext(9)
                .then(() -> input.tryEmitComplete().orThrow())
                .verifyComplete();
        assertThat(counters.of(StreamId.of("camera0")).get(Counter.PICTURES_DECODED))
                .isEqualTo(3);
        assertThat(counters.of(StreamId.of("camera0")).get(Counter.DECODE_SKIPPED))
                .isEqualTo(2);
        keys.forEach(AccessUnit::close);
    }

    /** A slot may come back at any moment between a decoder's miss and its waiting. */
    @Test
    void noSlotThatComesBackIsMissed(TestPool pool) {
        List<AccessUnit> keys = new ArrayList<>();
        Queue<Picture> held = new ConcurrentLinkedQueue<>();
        AtomicInteger seen = new AtomicInteger();
        for (int camera = 0; camera < 2; camera++) {
            List<AccessUnit> own = keyFrames(camera, Pacing.ON_DEMAND, pool);
            keys.addAll(own);
            Flux.range(0, SLOTS_MISSED / 2)
                    .map(i -> (EncodedFrame) own.get(i % own.size()).share())
                    .transform(Decode.on(decoders).policy(DecodePolicy.KEY_FRAMES))
                    .subscribe(picture -> {
                        held.add(picture);
                        seen.incrementAndGet();
                    });
        }
        long deadline = System.nanoTime() + SOON.toNanos();
        Random random = new Random(17);
        int closed = 0;
        while (closed < SLOTS_MISSED && System.nanoTime() < deadline) {
            Picture next = held.poll();
            if (next != null) {
                long close = System.nanoTime() + random.nextInt(DECODE_NANOS);
                while (System.nanoTime() < close) {
                    Thread.onSpinWait();
                }
                next.close();
                closed++;
            }
        }
        assertThat(seen).hasValue(SLOTS_MISSED);
        assertThat(counters.of(StreamId.of("camera0")).get(Counter.DECODE_NO_SLOT))
                .isPositive();
        keys.forEach(AccessUnit::close);
    }

    @Test
    void aHundredStreamsShareTheirMemory(TestPool pool) {
        List<AccessUnit> keys = keyFrames(1, pool);
        List<Integer> numbers = Flux.range(0, 100)
                .flatMap(
                        i -> Flux.<EncodedFrame>just(keys.get(i % keys.size()).share())
                                .transform(
                                        Decode.on(decoders).policy(DecodePolicy.LATEST_KEY_FRAME))
                                .transform(Use.map(picture -> look(picture).number())),
                        100,
                        1)
                .collectList()
                .block(SOON);
        assertThat(numbers).hasSize(100);
        assertThat(decoders.reservedBytes()).isLessThan(2 << 20);
        keys.forEach(AccessUnit::close);
    }
}
