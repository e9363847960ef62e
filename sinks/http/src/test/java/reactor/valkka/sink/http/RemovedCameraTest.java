package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;

/**
 * A camera that is taken out while somebody finds it, holds it and joins it. Time stands still for
 * its timers: one that lingered would be held for ever.
 */
@NoFrameLeaks
class RemovedCameraTest {
    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private ClipCamera camera;
    private BoundCameraServer server;

    @BeforeEach
    void serves(TestPool pool) {
        camera = new ClipCamera("yard", Clip.SMALL, pool.share(StreamId.of("yard")));
        server = CameraServer.create().port(0).bindNow();
    }

    @AfterEach
    void stops() {
        server.disposeNow();
        camera.dispose();
    }

    private FragmentedMp4 stream(Flux<EncodedFrame> frames) {
        return FragmentedMp4.of(frames).scheduler(clock);
    }

    /** Shows a camera that is taken out as soon as somebody connects it. */
    private FragmentedMp4 showUntilConnected() {
        FragmentedMp4 stream = stream(camera.frames().doOnSubscribe(s -> server.remove("yard")));
        server.add(Camera.of("yard", stream));
        return stream;
    }

    private void awaitLetGo(FragmentedMp4 stream) {
        await().until(() -> camera.connects() == 1);
        await().until(() -> stream.mount().state() == MountState.IDLE);
        assertLetGo(stream);
    }

    private void assertLetGo(FragmentedMp4 stream) {
        assertThat(camera.connects()).isEqualTo(1);
        assertThat(stream.mount().state()).isEqualTo(MountState.IDLE);
        assertThat(stream.mount().ring().viewers()).isZero();
        assertThat(server.cameras()).isEmpty();
    }

    @Test
    void endsTheStreamOfAViewerThatJoinsMeanwhile() throws IOException {
        FragmentedMp4 stream = showUntilConnected();
        try (SilentViewer viewer = new SilentViewer(server.port(), "/camera/yard/stream.mp4")) {
            awaitLetGo(stream);
            assertThat(viewer.readToEnd()).isPositive();
        }
    }

    @Test
    void isLetGoByAPageThatJoinsMeanwhile() {
        FragmentedMp4 stream = showUntilConnected();
        try (PageSocket page = new PageSocket(server.port())) {
            page.send("watch " + stream.mount().number());
            page.awaitPong();
            assertLetGo(stream);
        }
    }

    @Test
    void isNotKeptConnectedForOneWhoHoldsItTooLate() throws IOException {
        FragmentedMp4 stream = stream(camera.frames());
        DisposableServer late = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> stream.respond(request, response, () -> false))
                .bindNow();
        try (SilentViewer viewer = new SilentViewer(late.port(), "/")) {
            awaitLetGo(stream);
            assertThat(viewer.readToEnd()).isPositive();
        } finally {
            late.disposeNow();
        }
    }

    @Test
    void isLetGoWhereItIsConnectedEagerlyMeanwhile() {
        FragmentedMp4 stream = stream(camera.frames());
        server.add(Camera.of("yard", stream)
                .states(Flux.just("ready").doOnNext(word -> server.remove("yard")))
                .eager());
        awaitLetGo(stream);
    }
}
