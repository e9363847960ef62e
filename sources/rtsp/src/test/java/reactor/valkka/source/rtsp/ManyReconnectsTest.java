package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.internal.PlatformDependent;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.File;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;

/** Nothing stays behind when a connection ends, however often. */
@NoFrameLeaks
class ManyReconnectsTest {

    /** What a process holds. */
    private record Held(
            int threads, int descriptors, int slots, long directBuffers, long nettyBytes) {

        static Held now(TestPool pool) {
            System.gc(); // buffers of earlier tests that nobody holds any more
            return new Held(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    Objects.requireNonNull(new File("/proc/self/fd").list()).length,
                    pool.openSlots(),
                    ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                            .mapToLong(BufferPoolMXBean::getCount)
                            .sum(),
                    PlatformDependent.usedDirectMemory());
        }

        boolean isNoMoreThan(Held other) {
            return threads <= other.threads
                    && descriptors <= other.descriptors
                    && slots <= other.slots
                    && directBuffers <= other.directBuffers
                    && nettyBytes <= other.nettyBytes;
        }
    }

    private static void reconnect(FakeCamera camera, TestPool pool, int times) {
        RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                .counters(new Counters())
                .reconnect(ReconnectPolicy.backoff(Duration.ofMillis(1), Duration.ofMillis(1)));
        Disposable playing = source.frames().subscribe(frame -> frame.close());
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(2))
                .until(() -> source.counters().get(Counter.RECONNECTS) >= times);
        playing.dispose();
        await().until(() -> camera.connectionsOpen() == 0);
    }

    @Test
    void aThousandReconnectsLeaveNothingBehind(TestPool pool) {
        CameraScript script = CameraScript.usual()
                .video(CameraVideo.synthetic(4, 4, 3_000, 300))
                .framesPerSecond(0)
                .closeAfter(4);
        try (FakeCamera camera = FakeCamera.start(script)) {
            reconnect(camera, pool, 50);
            Held[] before = {Held.now(pool)};
            await().pollInterval(Duration.ofMillis(200)).until(() -> {
                Held earlier = before[0];
                before[0] = Held.now(pool);
                return before[0].equals(earlier);
            });
            reconnect(camera, pool, 1_000);
            await().pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(Held.now(pool))
                            .matches(now -> now.isNoMoreThan(before[0]), "<= " + before[0]));
            assertThat(camera.connectionsAccepted()).isGreaterThanOrEqualTo(1_050);
        }
    }
}
