package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@NoFrameLeaks
class ViewerConnectionTest {
    private static final StreamId DOOR = StreamId.of("door");
    private static final int UNIT_BYTES = 200_000;
    private static final int HIGH_WATER_BYTES = 64 << 10;

    private final Counters counters = new Counters();
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final FragmentedMp4 mp4 = FragmentedMp4.of(Flux.never())
            .linger(Duration.ZERO)
            .slack(Duration.ZERO)
            .counters(counters);
    private final Mount mount = mp4.mount();
    private TestFragments fragments;
    private DisposableServer server;

    @BeforeEach
    void serves(TestPool pool) {
        fragments = new TestFragments(TestUnits.live(pool.share(DOOR)).withUnitBytes(UNIT_BYTES));
        mount.started(fragments.setup(), "video/mp4");
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .channelGroup(channels)
                .route(routes -> routes.get("/door.mp4", mp4::respond))
                .bindNow();
    }

    @AfterEach
    void stops() {
        channels.close().awaitUninterruptibly(2_000);
        server.disposeNow();
        fragments.close();
    }

    private void awaitViewers(int count) {
        await().until(() -> mount.ring().viewers() == count);
    }

    private static long pendingBytes(Channel channel) {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** The channels of viewers; the group has the listening one, too. */
    private Channel onlyViewer() {
        return channels.stream()
                .filter(channel -> channel.parent() != null)
                .findFirst()
                .orElseThrow();
    }

    private AtomicLong countBytes() {
        AtomicLong received = new AtomicLong();
        HttpClient.create()
                .host("127.0.0.1")
                .port(server.port())
                .get()
                .uri("/door.mp4")
                .responseContent()
                .doOnNext(part -> received.addAndGet(part.readableBytes()))
                .onErrorComplete()
                .subscribe();
        return received;
    }

    @Test
    void viewerThatNeverReadsHoldsItsHighWaterMarkAndOneUnit(TestPool pool) {
        try (SilentViewer viewer = new SilentViewer(server.port(), "/door.mp4")) {
            awaitViewers(1);
            Channel channel = onlyViewer();
            AtomicInteger stuck = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                mount.add(fragments.key(0));
                return stuck.updateAndGet(times -> channel.isWritable() ? 0 : times + 1) > 50;
            });
            for (int more = 0; more < 100; more++) {
                mount.add(fragments.key(more));
                assertThat(pendingBytes(channel))
                        .isLessThanOrEqualTo(HIGH_WATER_BYTES + ViewerConnection.PART_BYTES);
            }
            await().untilAsserted(() -> {
                assertThat(mount.ring().size()).isEqualTo(1);
                assertThat(pool.openSlots()).isEqualTo(mount.ring().size() + 1);
            });
            assertThat(viewer).isNotNull();
        }
        awaitViewers(0);
    }

    @Test
    void slowViewerCostsTheOthersNothing() throws Exception {
        AtomicLong received = countBytes();
        try (SilentViewer viewer = new SilentViewer(server.port(), "/door.mp4")) {
            awaitViewers(2);
            long bytes = "first".length();
            for (int number = 0; number < 100; number++) {
                FragmentBytes fragment = fragments.key(number);
                bytes += fragment.mp4Bytes();
                long expected = bytes;
                mount.add(fragment);
                await().pollInterval(Duration.ofMillis(1)).until(() -> received.get() >= expected);
            }
            assertThat(received).hasValue(bytes);

            mount.ring().end(1);
            long slow = viewer.readToEnd();
            assertThat(slow).isBetween((long) UNIT_BYTES, bytes / 2);
            assertThat(counters.of(DOOR).get(Counter.VIEWER_SKIPPED)).isPositive();
        }
    }

    @Test
    void vanishedViewerFreesEverything(TestPool pool) {
        SilentViewer viewer = new SilentViewer(server.port(), "/door.mp4");
        awaitViewers(1);
        for (int number = 0; number < 50; number++) {
            mount.add(fragments.key(number));
        }
        viewer.close();

        awaitViewers(0);
        await().until(() -> pool.openSlots() == 0);
    }

    @Test
    void viewerThatVanishesWhileNothingIsSentIsNoticed() {
        SilentViewer viewer = new SilentViewer(server.port(), "/door.mp4");
        awaitViewers(1);
        viewer.close();

        awaitViewers(0);
    }

    @Test
    void viewerThatIsStuckForTooLongIsDisconnected() {
        FragmentedMp4 impatient = FragmentedMp4.of(Flux.never())
                .slack(Duration.ZERO)
                .disconnectAfter(Duration.ofMillis(200));
        DisposableServer other = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/door.mp4", impatient::respond))
                .bindNow();
        try (SilentViewer viewer = new SilentViewer(other.port(), "/door.mp4")) {
            await().until(() -> impatient.mount().ring().viewers() == 1);
            impatient.mount().started(fragments.setup(), "video/mp4");

            await().pollInterval(Duration.ofMillis(2)).until(() -> {
                impatient.mount().add(fragments.key(0));
                return impatient.mount().ring().viewers() == 0;
            });
            assertThat(viewer).isNotNull();
        } finally {
            impatient.mount().retire();
            other.disposeNow();
        }
    }

    @Test
    void lateViewerStartsAtOnce() throws Exception {
        Mount shared = mount;
        shared.hold();
        shared.add(fragments.key(0));
        shared.add(fragments.dependent(1));
        try (SilentViewer viewer = new SilentViewer(server.port(), "/door.mp4")) {
            awaitViewers(1);
            shared.ring().end(1);
            assertThat(viewer.readToEnd()).isGreaterThan(2L * UNIT_BYTES);
        } finally {
            shared.release();
        }
    }
}
