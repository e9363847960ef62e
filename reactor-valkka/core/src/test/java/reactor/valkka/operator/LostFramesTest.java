package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Loses frames on purpose, as users will, and sees the pool get them back. */
class LostFramesTest {
    private static final int LOST_BY_PUBLISH_ON = 4;

    private final FramePool pool = FramePool.builder("lossy")
            .slotBytes(64)
            .hold("test", 16)
            .checking(true)
            .build();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(FramePool.class);

    @BeforeEach
    void listenToLog() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leaveLog() {
        logger.detachAppender(log);
    }

    @Test
    void slotsThatPublishOnLosesComeBackAndTheOwnerIsNamed() {
        StreamId stream = StreamId.of("lost-by-publish-on");
        loseByPublishOn(stream);
        assertThatAllComeBack(stream, LOST_BY_PUBLISH_ON);
    }

    @Test
    void slotsThatAThrowingMapLosesComeBackAndTheOwnerIsNamed() {
        StreamId stream = StreamId.of("lost-by-map");
        loseByMap(stream);
        assertThatAllComeBack(stream, 1);
    }

    private void assertThatAllComeBack(StreamId stream, int lost) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    System.gc();
                    assertThat(pool.openSlots()).isZero();
                    assertThat(pool.stats().leaked()).isEqualTo(lost);
                    assertThat(Counters.shared().of(stream).get(Counter.FRAMES_LEAKED))
                            .isEqualTo(lost);
                    assertThat(messages())
                            .anyMatch(message -> message.contains(stream.name())
                                    && message.contains("LostFramesTest.acquireHere"));
                });
    }

    private List<String> messages() {
        synchronized (log) {
            return List.copyOf(log.list).stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }
    }

    /** Cancels while the task that would empty the queue waits behind a busy thread. */
    private void loseByPublishOn(StreamId stream) {
        Deque<Runnable> busy = new ArrayDeque<>();
        BaseSubscriber<AccessUnit> consumer = new BaseSubscriber<>() {};
        units(stream)
                .publishOn(Schedulers.fromExecutor(busy::add), LOST_BY_PUBLISH_ON)
                .transform(Frames.closing())
                .subscribe(consumer);
        consumer.cancel();
        for (Runnable task = busy.poll(); task != null; task = busy.poll()) {
            task.run();
        }
    }

    private void loseByMap(StreamId stream) {
        units(stream)
                .map(unit -> {
                    throw new IllegalArgumentException("the user's function throws");
                })
                .transform(Frames.closing())
                .subscribe(nothing -> {}, error -> {});
    }

    private Flux<AccessUnit> units(StreamId stream) {
        PoolShare share = pool.share(stream, 0);
        Track track = new Track(0, Codec.H264, 90_000, List.of(), new TrackFormat.Unknown());
        StreamSetup setup = StreamSetup.of(stream, Pacing.ON_DEMAND, track);
        return Flux.range(0, 16)
                .map(number -> AccessUnit.of(
                        acquireHere(share),
                        AccessUnitHeader.builder(setup, track).build()));
    }

    private static FrameBuffer acquireHere(PoolShare share) {
        FrameBuffer buffer = Objects.requireNonNull(share.tryAcquire(16), "pool is empty");
        buffer.bytes().put(ByteBuffer.allocate(16));
        return buffer;
    }
}
