package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static reactor.valkka.count.Counter.OVERLOAD_SKIPPED;
import static reactor.valkka.count.Counter.OVERLOAD_STEPS;
import static reactor.valkka.count.DecodeLevel.FEW_KEY_FRAMES;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/** One thread, twelve cameras, and consumers on that thread that take more time than there is. */
@NoFrameLeaks
class OverloadTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Other programs that have the processor, too, keep streams down as well. */
    private static final Duration CALM = Duration.ofSeconds(90);

    private static final int CAMERAS = 12;

    /** Units from a key frame to the next. */
    private static final int GROUP = 25;

    private static final long SECOND = 1_000_000_000L;

    /** More than four groups of pictures, the fewest that is decoded. */
    private static final long FROZEN_NANOS = 6 * SECOND;

    private final Counters counters = new Counters();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Disposable.Composite watching = Disposables.composite();
    private final AtomicLong spinNanos = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final Decoders decoders = Decoders.builder()
            .threads(1)
            .pictureBytes(64 << 20)
            .counters(counters)
            .build();

    @AfterEach
    void end() {
        clock.shutdownNow();
        watching.dispose();
        decoders.dispose();
    }

    private record Seen(long nanos, long lateNanos, boolean right) {}

    /** A camera, its consumer, and what that saw. */
    private final class Watched {
        final LiveClip camera;
        final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
        final Queue<DecodeLevel> levels = new ConcurrentLinkedQueue<>();
        private final Map<Long, String> sums;

        Watched(String clip, int number, int priority, Map<Long, String> sums, TestPool pool) {
            this.sums = sums;
            camera = new LiveClip(clip, StreamId.of("camera " + number), pool.encoded());
            watching.add(counters.of(camera.stream()).decodeLevels().subscribe(levels::add));
            watching.add(camera.frames(counters)
                    .transform(Decode.on(decoders).priority(priority))
                    .transform(Use.each(this::look))
                    .subscribe());
        }

        private void look(Picture picture) {
            long now = System.nanoTime();
            String sum = Checksums.of(picture);
            long place = camera.ptsInClip(picture.pts());
            seen.add(new Seen(
                    now, now - picture.header().arrivalNanos(), sum.equals(sums.get(place))));
            while (System.nanoTime() - now < spinNanos.get()) {
                busy.getAndIncrement();
            }
        }

        DecodeLevel level() {
            return counters.of(camera.stream()).decodeLevel();
        }

        boolean wasAt(DecodeLevel level) {
            return levels.contains(level);
        }

        long count(Counter counter) {
            return counters.of(camera.stream()).get(counter);
        }

        List<Seen> since(long nanos) {
            return seen.stream().filter(each -> each.nanos() >= nanos).toList();
        }

        long longestGapNanos(long from, long to) {
            long last = from;
            long gap = 0;
            for (Seen each : since(from)) {
                gap = Math.max(gap, each.nanos() - last);
                last = each.nanos();
            }
            return Math.max(gap, to - last);
        }
    }

    private Map<Long, String> sums(String clip, TestPool pool) {
        Map<Long, String> sums = new HashMap<>();
        Clip.frames(clip, pool.encoded())
                .transform(Decode.on(decoders))
                .transform(Use.map(picture -> Map.entry(picture.pts(), Checksums.of(picture))))
                .collectList()
                .blockOptional(SOON)
                .orElseThrow()
                .forEach(entry -> sums.put(entry.getKey(), entry.getValue()));
        return sums;
    }

    private List<Watched> cameras(TestPool pool) {
        Map<Long, String> plain = sums("plain.mp4", pool);
        Map<Long, String> bframes = sums("bframes.mp4", pool);
        List<Watched> all = new ArrayList<>();
        for (int i = 0; i < CAMERAS; i++) {
            boolean odd = i % 2 == 1;
            all.add(new Watched(
                    odd ? "bframes.mp4" : "plain.mp4",
                    i,
                    i < 2 ? 1 : 0,
                    odd ? bframes : plain,
                    pool));
        }
        return all;
    }

    private static LongStream pictures(List<Watched> some, long from, long to) {
        return some.stream()
                .mapToLong(each -> each.since(from).stream()
                        .filter(seen -> seen.nanos() < to)
                        .count());
    }

    /** Single pictures wait for other programs; a simulated clock bounds each of them. */
    private static long medianLateNanos(List<Seen> some) {
        return some.stream()
                .mapToLong(Seen::lateNanos)
                .sorted()
                .skip(some.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static void pass(long nanos) {
        await().pollDelay(Duration.ofNanos(nanos)).atMost(SOON).until(() -> true);
    }

    @Test
    void everyCameraGoesOnShowingRightPicturesInTimeAndComesBackUp(TestPool pool) {
        List<Watched> all = cameras(pool);
        spinNanos.set(8_000_000);
        clock.scheduleAtFixedRate(
                () -> all.forEach(each -> each.camera.send()), 0, 40, TimeUnit.MILLISECONDS);
        pass(6 * SECOND);
        long settled = System.nanoTime();
        pass(6 * SECOND);
        long end = System.nanoTime();
        for (Watched each : all) {
            assertThat(each.longestGapNanos(settled, end)).isLessThan(FROZEN_NANOS);
            assertThat(medianLateNanos(each.since(settled))).isLessThan(SECOND);
        }
        assertThat(all.subList(2, CAMERAS)).anyMatch(each -> each.level() != DecodeLevel.ALL);
        long fewestOfHigh = pictures(all.subList(0, 2), settled, end).min().orElseThrow();
        long mostOfLow = pictures(all.subList(2, CAMERAS), settled, end).max().orElseThrow();
        assertThat(fewestOfHigh).isGreaterThanOrEqualTo(mostOfLow - GROUP);
        if (all.subList(2, CAMERAS).stream().anyMatch(each -> !each.wasAt(FEW_KEY_FRAMES))) {
            assertThat(all.subList(0, 2)).allMatch(each -> each.count(OVERLOAD_STEPS) == 0);
        }
        spinNanos.set(0);
        await().atMost(CALM)
                .until(() -> all.stream().allMatch(each -> each.level() == DecodeLevel.ALL));
        await().atMost(CALM).until(() -> everythingIsSeenForAWhile(all));
        for (Watched each : all) {
            assertThat(each.seen).allMatch(Seen::right);
            assertThat(each.levels).startsWith(DecodeLevel.ALL);
        }
        long skipped =
                all.stream().mapToLong(each -> each.count(OVERLOAD_SKIPPED)).sum();
        assertThat(skipped).isGreaterThan(500);
    }

    /** Units that this machine, and not the governor, kept from their decoder do not count. */
    private static boolean everythingIsSeenForAWhile(List<Watched> all) {
        long back = System.nanoTime();
        Map<Watched, Long> sent = new HashMap<>();
        all.forEach(each -> sent.put(each, each.camera.sent()));
        pass(2 * SECOND);
        return all.stream().allMatch(each -> {
            long units = each.camera.sent() - Objects.requireNonNull(sent.get(each));
            long pictures = each.since(back).size();
            assertThat(pictures).isLessThanOrEqualTo(units + GROUP);
            return pictures >= units * 3 / 4;
        });
    }
}
