package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.valkka.ValkkaException;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureType;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

@NoFrameLeaks
class DecodeTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private final Counters counters = new Counters();
    private final Decoders decoders = Decoders.builder()
            .threads(2)
            .pictureBytes(64 << 20)
            .counters(counters)
            .build();

    @AfterEach
    void disposeDecoders() {
        decoders.dispose();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.mp4", "bframes.mp4", "bframes.mkv", "bframes.ts", "bframes.h264",
                "refs16.mp4", "odd422.mp4", "full.mp4", "hevc.mp4", "mjpeg.avi"
            })
    void picturesAreThoseOfFfmpeg(String clip, TestPool pool) {
        List<String> sums = Clip.frames(clip, pool.encoded())
                .transform(Decode.on(decoders))
                .transform(Use.map(Checksums::of))
                .collectList()
                .block(SOON);
        assertThat(sums).isEqualTo(Checksums.byFfmpeg(Clip.path(clip)));
    }

    @Test
    void picturesSayHowTheyWereCodedAndWhen(TestPool pool) {
        List<Picture> closed = Clip.frames("bframes.mp4", pool.encoded())
                .transform(Decode.on(decoders))
                .doOnNext(Picture::close)
                .collectList()
                .block(SOON);
        assertThat(closed).hasSize(100);
        List<Long> times = new ArrayList<>();
        List<Picture> pictures = Objects.requireNonNull(closed);
        pictures.forEach(picture -> times.add(picture.ptsNanos()));
        assertThat(times).isSorted().doesNotHaveDuplicates();
        assertThat(pictures.stream().filter(each -> each.header().keyFrame())).hasSize(4);
        assertThat(pictures.stream().map(each -> each.header().type()).distinct())
                .containsExactlyInAnyOrder(PictureType.I, PictureType.P, PictureType.B);
        assertThat(pictures).allSatisfy(picture -> {
            assertThat(picture.header().damaged()).isFalse();
            assertThat(picture.header().capturedNanos()).isEqualTo(picture.pts());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void severalThreadsGiveTheSamePictures(int threads, TestPool pool) {
        List<String> sums = Clip.frames("bframes.mp4", pool.encoded())
                .transform(Decode.on(decoders).threads(threads))
                .transform(Use.map(Checksums::of))
                .collectList()
                .block(SOON);
        assertThat(sums).isEqualTo(Checksums.byFfmpeg(Clip.path("bframes.mp4")));
    }

    @Test
    void aChangeOfSizeLosesNothing(TestPool pool) {
        List<String> sizes = Clip.frames("resize.h264", pool.encoded())
                .transform(Decode.on(decoders))
                .transform(Use.map(picture -> picture.format().width() + "×"
                        + picture.format().height() + " " + picture.header().damaged()))
                .collectList()
                .block(SOON);
        List<String> expected = new ArrayList<>();
        for (String size : List.of("160×120 false", "320×180 false", "160×120 false")) {
            for (int i = 0; i < 25; i++) {
                expected.add(size);
            }
        }
        assertThat(sizes).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain.mp4", "bframes.mp4"})
    void afterALostUnitNothingWrongIsShown(String clip, TestPool pool) {
        List<String> right = Checksums.byFfmpeg(Clip.path(clip));
        for (int lost : new int[] {3, 26, 40, 77}) {
            AtomicInteger number = new AtomicInteger(-1);
            List<String> sums = Clip.frames(clip, pool.encoded())
                    .map(frame -> afterLoss(frame, number.incrementAndGet() == lost + 1, pool))
                    .filter(frame -> number.get() != lost)
                    .transform(Decode.on(decoders))
                    .filter(picture -> !picture.header().damaged())
                    .transform(Use.map(Checksums::of))
                    .collectList()
                    .block(SOON);
            assertThat(right).as("lost %d", lost).containsSubsequence(sums);
            assertThat(sums).hasSizeGreaterThan(60).hasSizeLessThan(100);
        }
    }

    /** The frame as a source would hand it on after a loss. */
    private static EncodedFrame afterLoss(EncodedFrame frame, boolean flagged, TestPool pool) {
        if (!flagged || !(frame instanceof AccessUnit unit)) {
            return frame;
        }
        try (unit;
                PoolShare share = pool.share(unit.stream())) {
            return copy(unit, share, 3, unit.size());
        }
    }

    private static AccessUnit copy(AccessUnit unit, PoolShare share, int lost, int bytes) {
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(bytes));
        buffer.bytes().put(unit.bytes().limit(bytes));
        AccessUnitHeader header = unit.header();
        return AccessUnit.of(
                buffer,
                AccessUnitHeader.builder(unit.setup(), unit.track())
                        .times(header.pts(), header.dts())
                        .keyFrame(header.keyFrame())
                        .disposable(header.disposable())
                        .lostPackets(lost)
                        .build());
    }

    @Test
    void garbageNeitherCrashesNorHangsNorLeaks(TestPool pool) {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            Long pictures = Clip.frames("bframes.mp4", pool.encoded())
                    .map(frame -> damage(frame, random, pool))
                    .transform(Decode.on(decoders))
                    .transform(Use.map(Picture::pts))
                    .count()
                    .block(SOON);
            assertThat(pictures).as("seed %d", seed).isLessThanOrEqualTo(100);
        }
        assertThat(counters.of(StreamId.of("bframes.mp4")).get(Counter.DECODE_ERRORS))
                .as("seed %d", seed)
                .isPositive();
    }

    private static EncodedFrame damage(EncodedFrame frame, Random random, TestPool pool) {
        if (!(frame instanceof AccessUnit unit) || random.nextInt(4) != 0) {
            return frame;
        }
        try (unit;
                PoolShare share = pool.share(unit.stream())) {
            int bytes = random.nextBoolean() ? unit.size() : 1 + random.nextInt(unit.size());
            FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(bytes));
            buffer.bytes().put(unit.bytes().limit(bytes));
            for (int i = random.nextInt(20); i >= 0; i--) {
                buffer.bytes().put(random.nextInt(bytes), (byte) random.nextInt());
            }
            return AccessUnit.of(buffer, unit.header());
        }
    }

    @Test
    void picturesThatAreHeldHoldTheStreamBack(TestPool pool) {
        List<Picture> held = new CopyOnWriteArrayList<>();
        AtomicLong units = new AtomicLong();
        Disposable stream = Clip.frames("plain.mp4", pool.encoded())
                .doOnNext(frame -> units.incrementAndGet())
                .transform(Decode.on(decoders))
                .subscribe(held::add);
        Awaitility.await().atMost(SOON).until(() -> held.size() >= 6);
        long read = units.get();
        int before = held.size();
        assertThat(before).isBetween(6, 12);
        assertThat(read).isLessThanOrEqualTo(before + 5L);
        for (int i = 0; i < 40; i++) {
            Awaitility.await().atMost(SOON).until(() -> !held.isEmpty());
            held.remove(0).close();
        }
        Awaitility.await().atMost(SOON).until(() -> units.get() > 40);
        assertThat(counters.of(StreamId.of("plain.mp4")).get(Counter.DECODE_NO_SLOT))
                .isZero();
        stream.dispose();
        Awaitility.await().atMost(SOON).until(() -> decoders.streams() == 0);
        held.forEach(Picture::close);
    }

    @Test
    void aStreamThatNeedsTooMuchIsRefusedWithTheNumbers(TestPool pool) {
        Decoders small = Decoders.builder()
                .threads(1)
                .pictureBytes(300_000)
                .counters(counters)
                .build();
        assertThatThrownBy(() -> Clip.frames("refs16.mp4", pool.encoded())
                        .transform(Decode.on(small))
                        .transform(Use.map(Picture::pts))
                        .blockLast(SOON))
                .isInstanceOfSatisfying(PictureMemoryException.class, e -> {
                    assertThat(e.stream()).isEqualTo(StreamId.of("refs16.mp4"));
                    assertThat(e.budgetBytes()).isEqualTo(300_000);
                    assertThat(e.wantedBytes()).isGreaterThan(e.freeBytes());
                })
                .hasMessageContaining("23 pictures of 192×1");
        small.dispose();
    }

    @Test
    void tenBitsPerSampleAreRefusedByName(TestPool pool) {
        assertThatThrownBy(() -> Clip.frames("tenbits.mp4", pool.encoded())
                        .transform(Decode.on(decoders))
                        .transform(Use.map(Picture::pts))
                        .blockLast(SOON))
                .isInstanceOfSatisfying(
                        UnsupportedMediaException.class,
                        e -> assertThat(e.found()).isEqualTo("yuv420p10le"));
    }

    @Test
    void nothingIsReadOrDecodedWithoutDemand(TestPool pool) {
        AtomicLong units = new AtomicLong();
        StepVerifier.create(
                        Clip.frames("plain.mp4", pool.encoded())
                                .doOnNext(frame -> units.incrementAndGet())
                                .transform(Decode.on(decoders))
                                .transform(Use.map(Picture::pts)),
                        0)
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(50))
                .then(() -> assertThat(units).hasValue(0))
                .thenRequest(3)
                .expectNextCount(3)
                .expectNoEvent(Duration.ofMillis(50))
                .then(() -> assertThat(units).hasValueLessThanOrEqualTo(6))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount(97)
                .verifyComplete();
    }

    /** Which stream had a turn on which thread. */
    private record Taken(String thread, StreamId stream) {}

    @Test
    void sixteenStreamsOnTwoThreadsTakeTurns(TestPool pool) {
        Queue<Taken> turns = new ConcurrentLinkedQueue<>();
        AtomicBoolean allAsked = new AtomicBoolean();
        AtomicLong turnsHeld = new AtomicLong();
        List<BaseSubscriber<Taken>> streams = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            BaseSubscriber<Taken> stream = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    // Asked for when all streams are there.
                }

                @Override
                protected void hookOnNext(Taken turn) {
                    turns.add(turn);
                }
            };
            streams.add(stream);
            Clip.frames("plain.mp4", StreamId.of(i), pool.encoded(), Pacing.ON_DEMAND)
                    .transform(Decode.on(decoders))
                    .transform(Use.map(picture -> {
                        while (!allAsked.get()) {
                            turnsHeld.getAndIncrement(); // a decode thread must not even yield
                        }
                        return new Taken(Thread.currentThread().getName(), picture.stream());
                    }))
                    .subscribe(stream);
        }
        try {
            streams.forEach(BaseSubscriber::requestUnbounded);
        } finally {
            allAsked.set(true);
        }
        Awaitility.await().atMost(SOON).until(() -> turns.size() == 1_600);
        Map<String, List<StreamId>> byThread = turns.stream()
                .collect(Collectors.groupingBy(
                        Taken::thread, Collectors.mapping(Taken::stream, Collectors.toList())));
        assertThat(byThread).containsOnlyKeys("valkka-decode-1", "valkka-decode-2");
        byThread.values().forEach(DecodeTest::assertFair);
    }

    /** From when all eight have begun until the first is through, none is ahead by much. */
    private static void assertFair(List<StreamId> turns) {
        assertThat(turns).hasSize(800);
        Map<StreamId, Integer> all = new HashMap<>();
        Map<StreamId, Integer> sinceAllBegan = new HashMap<>();
        for (StreamId stream : turns) {
            boolean begun = all.size() == 8;
            if (all.merge(stream, 1, Integer::sum) == 100) {
                break;
            }
            if (begun) {
                sinceAllBegan.merge(stream, 1, Integer::sum);
            }
        }
        assertThat(sinceAllBegan).hasSize(8);
        int most = Collections.max(sinceAllBegan.values());
        assertThat(most - Collections.min(sinceAllBegan.values())).isLessThanOrEqualTo(4);
    }

    @Test
    void disposingTheDecodersEndsTheirStreams(TestPool pool) {
        StepVerifier.create(
                        Clip.frames("plain.mp4", pool.encoded())
                                .transform(Decode.on(decoders))
                                .transform(Use.map(Picture::pts)),
                        5)
                .expectNextCount(5)
                .then(decoders::dispose)
                .expectErrorMatches(e -> e instanceof ValkkaException)
                .verify(SOON);
        StepVerifier.create(Clip.frames("plain.mp4", pool.encoded()).transform(Decode.on(decoders)))
                .expectErrorMatches(e -> String.valueOf(e.getMessage()).contains("disposed"))
                .verify(SOON);
    }

    @Test
    void memoryOfEndedStreamsServesTheNext(TestPool pool) {
        for (int i = 0; i < 30; i++) {
            Clip.frames("plain.mp4", StreamId.of(i), pool.encoded(), Pacing.ON_DEMAND)
                    .transform(Decode.on(decoders))
                    .transform(Use.map(Picture::pts))
                    .take(3)
                    .blockLast(SOON);
        }
        assertThat(decoders.reservedBytes()).isLessThan(10 << 20);
    }
}
