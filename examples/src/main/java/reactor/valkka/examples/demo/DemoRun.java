package reactor.valkka.examples.demo;

import reactor.core.Disposable;
import reactor.valkka.Overflow;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.http.Camera;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.sink.http.CameraStatus;
import reactor.valkka.sink.http.FragmentedMp4;

import java.time.Duration;
import java.util.List;

/** The demo while it runs: cameras, each read once and forked, and a server that shows them. */
final class DemoRun implements Disposable {
    private static final int WAITING_UNITS_MAX = 32;
    private static final Duration CLOSE_TIME_MAX = Duration.ofMillis(1500);

    private final Decoders decoders;
    private final BoundCameraServer server;

    private DemoRun(Decoders decoders, BoundCameraServer server) {
        this.decoders = decoders;
        this.server = server;
    }

    /**
     * Starts all cameras and the server; motion is looked for in the first one.
     *
     * @throws reactor.valkka.sink.http.ServerBindException if it cannot listen
     */
    static DemoRun start(CameraServer settings, List<DemoCamera> cameras, Decoders decoders) {
        CameraServer shown = settings;
        for (int i = 0; i < cameras.size(); i++) {
            shown = shown.camera(camera(cameras.get(i), i == 0, decoders));
        }
        return new DemoRun(decoders, shown.bindNow());
    }

    private static Camera camera(DemoCamera camera, boolean withMotion, Decoders decoders) {
        Fork<EncodedFrame> encoded = Fork.of(camera.source().frames());
        FragmentedMp4 video = FragmentedMp4.of(
                encoded.branch("page", Overflow.skipToKeyFrame(WAITING_UNITS_MAX)));
        Camera shown = Camera.of(camera.name(), video).states(camera.states()).eager();
        return withMotion ? shown.overlay(Motion.boxes(encoded, decoders)) : shown;
    }

    BoundCameraServer server() {
        return server;
    }

    List<CameraStatus> cameras() {
        return server.cameras();
    }

    /** Bytes that decoded pictures have reserved so far. */
    long pictureBytes() {
        return decoders.reservedBytes();
    }

    /** True if no camera will ever play again. */
    boolean hasNothingLeft() {
        return cameras().stream()
                .allMatch(camera ->
                        camera.state().startsWith("failed") || camera.state().equals("ended"));
    }

    /** Lets everything go, and waits for it no longer than a person would. */
    @Override
    public void dispose() {
        server.dispose();
        server.onDispose().onErrorComplete().blockOptional(CLOSE_TIME_MAX);
        decoders.dispose();
    }
}
