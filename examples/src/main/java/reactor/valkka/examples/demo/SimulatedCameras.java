package reactor.valkka.examples.demo;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.valkka.ValkkaException;
import reactor.valkka.examples.support.SimulatedCamera;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspMount;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.source.file.FileSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The cameras that are not there: files, each served over RTSP on the loopback as a camera would
 * serve what it sees, so that the demo reads them as it reads real ones.
 */
final class SimulatedCameras implements Disposable {
    private static final Duration OPEN_TIME_MAX = Duration.ofSeconds(10);

    private final BoundRtspServer server = RtspServer.create().port(0).bindNow();
    private final FramePool pool;
    private int cameras;

    /** A network of cameras that has none yet; their units lie in the pool. */
    SimulatedCameras(FramePool pool) {
        this.pool = pool;
    }

    /**
     * Puts up a camera.
     *
     * @return where it is found
     * @throws reactor.valkka.ValkkaException if the file cannot be played
     */
    URI add(String name, Path file) {
        FileSource.of(file)
                .frames()
                .doOnNext(Frame::close)
                .take(1)
                .then()
                .timeout(
                        OPEN_TIME_MAX,
                        Mono.error(() -> new ValkkaException(
                                "does not open within " + OPEN_TIME_MAX.toSeconds() + " seconds")))
                .block();
        String path = "/camera" + ++cameras;
        SimulatedCamera camera = SimulatedCamera.of(file).stream(StreamId.of(name + " (simulated)"))
                .pool(pool);
        server.add(RtspMount.of(path, camera.frames()).linger(Duration.ZERO));
        return server.uri(path);
    }

    /** Takes all cameras down; does not wait. */
    @Override
    public void dispose() {
        server.dispose();
    }
}
