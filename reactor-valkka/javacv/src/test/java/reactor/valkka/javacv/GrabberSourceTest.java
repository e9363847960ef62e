package reactor.valkka.javacv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(30)
class GrabberSourceTest {
    private static final Duration SOON = Duration.ofSeconds(25);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final FramePool pool = Fixtures.pool(3);
    private final Counters counters = new Counters();

    @AfterEach
    void nothingIsLeftBehind() {
        await().atMost(SOON).until(() -> threads("valkka-file-film") == 0);
        assertThat(pool.openSlots()).describedAs(pool.openSlotsReport()).isZero();
    }

    @Test
    void givesEveryPictureOfAFileInOrderAndCompletes() throws Exception {
        Path film = Fixtures.film(folder, 20);
        List<Integer> brightness = new CopyOnWriteArrayList<>();
        List<Long> times = film(film)
                .frames()
                .map(picture -> {
                    try (picture) {
                        brightness.add(brightness(picture));
                        return picture.pts();
                    }
                })
                .collectList()
                .block(SOON);

        assertThat(times).hasSize(20).isSorted().startsWith(0L, 40_000L);
        assertThat(brightness).isSorted();
        for (int i = 0; i < 20; i++) {
            assertThat(brightness.get(i)).isBetween(40 + 4 * i - 6, 40 + 4 * i + 6);
        }
    }

    @Test
    void readsOnlyWhatWasAskedFor() throws Exception {
        AtomicInteger grabbed = new AtomicInteger();
        GrabberSource source = scripted(Pacing.ON_DEMAND, () -> {
            grabbed.incrementAndGet();
            return drawn();
        });
        StepVerifier.create(source.frames().doOnNext(Picture::close), 0)
                .thenRequest(2)
                .expectNextCount(2)
                .thenRequest(1)
                .expectNextCount(1)
                .thenCancel()
                .verify(SOON);
        assertThat(grabbed).hasValue(3);
    }

    @Test
    void waitsForASlotWhenTheSubscriberHoldsThemAll() throws Exception {
        Path film = Fixtures.film(folder, 10);
        List<Picture> held = new CopyOnWriteArrayList<>();
        CountDownLatch completed = new CountDownLatch(1);
        film(film).frames().subscribe(held::add, error -> {}, completed::countDown);

        for (int i = 0; i < 10; i++) {
            int n = i;
            await().atMost(SOON).until(() -> held.size() > n);
            assertThat(pool.openSlots()).isLessThanOrEqualTo(3);
            held.get(n).close();
        }
        completed.await();
        assertThat(held).extracting(Picture::pts).doesNotHaveDuplicates().hasSize(10);
    }

    @Test
    void liveSkipsWhatNobodyAskedForAndCountsIt() {
        Semaphore turns = new Semaphore(0);
        GrabberSource camera = scripted(Pacing.LIVE, () -> {
            turns.acquire();
            return drawn();
        });
        StepVerifier.create(camera.frames().doOnNext(Picture::close), 0)
                .then(() -> turns.release(5))
                .then(() -> await().atMost(SOON).until(() -> skipped() == 5))
                .thenRequest(1)
                .then(() -> turns.release(2))
                .expectNextCount(1)
                .then(() -> await().atMost(SOON).until(() -> skipped() == 6))
                .then(() -> turns.release(1))
                .thenCancel()
                .verify(SOON);
        turns.release(1);
    }

    @Test
    void aLiveGrabberThatEndsIsAnError() {
        StepVerifier.create(scripted(Pacing.LIVE, () -> null).frames())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                GrabberException.class,
                                e -> assertThat(e.stage()).isEqualTo(GrabberException.Stage.ENDED)))
                .verify(SOON);
    }

    @Test
    void aMissingFileIsATypedError() {
        GrabberSource missing = film(folder.resolve("no-such-film.mp4"));
        StepVerifier.create(missing.frames())
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOfSatisfying(
                                GrabberException.class,
                                e -> assertThat(e.stage()).isEqualTo(GrabberException.Stage.START))
                        .hasMessageContaining("no-such-film.mp4"))
                .verify(SOON);
    }

    @Test
    void aPasswordThatTheGrabberQuotesIsNotShown() {
        GrabberSource secret = scripted(Pacing.LIVE, () -> {
            throw new FrameGrabber.Exception("Could not open rtsp://me:p@ss/w#rd@10.0.0.7/one");
        });
        StepVerifier.create(secret.frames())
                .expectErrorSatisfies(error -> assertThat(error)
                        .hasMessageContaining("rtsp://***@10.0.0.7/one")
                        .hasNoCause())
                .verify(SOON);
    }

    @Test
    void cancelReturnsAtOnceAndTheGrabberIsReleasedWhenItLetsGo() {
        CountDownLatch inGrab = new CountDownLatch(1);
        Semaphore letGo = new Semaphore(0);
        ScriptedGrabber grabber = new ScriptedGrabber(() -> {
            inGrab.countDown();
            letGo.acquire();
            return drawn();
        });
        StepVerifier.create(GrabberSource.create(() -> grabber).stream(StreamId.of("film"))
                        .pool(pool)
                        .frames())
                .thenRequest(1)
                .then(() -> await().atMost(SOON).until(() -> inGrab.getCount() == 0))
                .thenCancel()
                .verify(SOON);
        assertThat(grabber.released).isFalse();
        letGo.release();
        await().atMost(SOON).until(() -> grabber.released);
    }

    @Test
    void cancelRacingWithDeliveryLosesNoSlot() throws Exception {
        Path film = Fixtures.film(folder, 30);
        Flux.range(0, 40)
                .concatMap(
                        i -> film(film)
                                .frames()
                                .doOnDiscard(Picture.class, Picture::close)
                                .doOnNext(Picture::close)
                                .take(1 + i % 7)
                                .then(),
                        1)
                .blockLast(SOON);
    }

    @Test
    void aRequestForNothingIsRefused() {
        StepVerifier.create(scripted(Pacing.ON_DEMAND, GrabberSourceTest::drawn).frames(), 0)
                .thenRequest(1)
                .consumeNextWith(Picture::close)
                .then(() -> {})
                .thenCancel()
                .verify(SOON);
        AtomicInteger refused = new AtomicInteger();
        scripted(Pacing.ON_DEMAND, GrabberSourceTest::drawn)
                .frames()
                .subscribe(new NegativeRequest(refused));
        await().atMost(SOON).until(() -> refused.get() == 1);
    }

    @Test
    void theJdkFaceGivesTheSamePictures() throws Exception {
        Path film = Fixtures.film(folder, 5);
        FlowCount count = new FlowCount();
        film(film).publisher().subscribe(count);
        await().atMost(SOON).until(() -> count.completed);
        assertThat(count.pictures).isEqualTo(5);
    }

    private GrabberSource film(Path file) {
        return GrabberSource.create(() -> new FFmpegFrameGrabber(file.toFile())).stream(
                        StreamId.of("film"))
                .pool(pool);
    }

    private GrabberSource scripted(Pacing pacing, ScriptedGrabber.Script script) {
        return GrabberSource.create(() -> new ScriptedGrabber(script)).stream(StreamId.of("film"))
                .pacing(pacing)
                .pool(pool)
                .counters(counters);
    }

    private long skipped() {
        return counters.of(StreamId.of("film")).get(Counter.PICTURES_SKIPPED);
    }

    private static Frame drawn() {
        return new Frame(32, 16, Frame.DEPTH_UBYTE, 3);
    }

    private static int brightness(Picture picture) {
        ByteBuffer pixels = ((HostPicture) picture).plane(0);
        return pixels.get(pixels.limit() / 2) & 0xFF;
    }

    static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }
}
