package reactor.valkka.examples.demo;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.valkka.Overflow;
import reactor.valkka.ValkkaException;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.operator.Inspect;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.http.Camera;
import reactor.valkka.sink.http.CameraServer;
import reactor.valkka.sink.http.CameraStatus;
import reactor.valkka.sink.http.FragmentedMp4;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspServer;

import java.time.Duration;
import java.util.List;

/**
 * The demo while it runs: cameras, each read once and forked, a server that shows them in browsers,
 * and one that streams them to players.
 */
final class DemoRun implements Disposable {
    private static final int WAITING_UNITS_MAX = 32;
    private static final Duration CLOSE_TIME_MAX = Duration.ofMillis(1500);

    private final Decoders decoders;
    private final BoundRtspServer streams;
    private final BoundCameraServer server;

    private DemoRun(Decoders decoders, BoundRtspServer streams, BoundCameraServer server) {
        this.decoders = decoders;
        this.streams = streams;
        this.server = server;
    }

    /**
     * Starts all cameras and the servers; motion is looked for in the first one.
     *
     * @param streams settings of the server for players
     * @param page settings of the server for browsers
     * @throws reactor.valkka.ServerBindException if one of them cannot listen
     */
    static DemoRun start(
            RtspServer streams, CameraServer page, List<DemoCamera> cameras, Decoders decoders) {
        RtspServer streaming = streams;
        CameraServer showing = page;
        for (int i = 0; i < cameras.size(); i++) {
            DemoCamera camera = cameras.get(i);
            Fork<EncodedFrame> encoded = Fork.of(camera.source().frames());
            streaming = streaming.mount(camera.path(), encoded);
            showing = showing.camera(camera(camera, encoded, i == 0, decoders));
        }
        BoundRtspServer bound = streaming.bindNow();
        try {
            return new DemoRun(decoders, bound, showing.bindNow());
        } catch (ValkkaException e) {
            bound.disposeNow();
            throw e;
        }
    }

    private static Camera camera(
            DemoCamera camera, Fork<EncodedFrame> encoded, boolean withMotion, Decoders decoders) {
        FragmentedMp4 video =
                FragmentedMp4.of(encoded.branch("page", Overflow.skipToKeyFrame(WAITING_UNITS_MAX))
                        .transform(Inspect.delivered("page")));
        Camera shown = Camera.of(camera.name(), video).states(camera.states()).eager();
        return withMotion ? shown.overlay(Motion.boxes(encoded, decoders)) : shown;
    }

    BoundCameraServer server() {
        return server;
    }

    /** The server for players. */
    BoundRtspServer streams() {
        return streams;
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
        streams.dispose();
        server.dispose();
        server.onDispose().timeout(CLOSE_TIME_MAX, Mono.empty()).block();
        decoders.dispose();
    }
}
