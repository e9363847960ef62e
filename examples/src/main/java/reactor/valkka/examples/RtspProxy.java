package reactor.valkka.examples;

import reactor.valkka.examples.support.CameraFile;
import reactor.valkka.examples.support.CameraFileException;
import reactor.valkka.frame.StreamId;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspMount;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.source.rtsp.RtspSource;

import java.nio.file.Path;

/**
 * Serves the cameras of a list on demand: a camera is called when the first reader asks for it, and
 * let go when the last one has left. So cameras that bear two clients have as many as you like.
 *
 * <pre>
 * port: 8554
 * user: viewer            # asked of readers
 * password: secret
 * linger: 30              # seconds that a camera stays connected without a reader
 * cameras:
 *   - path: /door
 *     address: rtsp://192.0.2.7/stream1
 *     user: admin         # of the camera
 *     password: secret
 *   - path: /yard
 *     address: rtsp://192.0.2.8/stream1
 * </pre>
 */
public final class RtspProxy {
    private RtspProxy() {}

    /** Takes a list of cameras, a file in YAML. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: RtspProxy cameras.yaml");
            System.exit(2);
        }
        try {
            BoundRtspServer server = serve(CameraFile.read(Path.of(arguments[0])));
            server.mounts().forEach(path -> System.out.println("Open " + server.uri(path)));
            server.onDispose().block();
        } catch (CameraFileException nonsense) {
            System.err.println(nonsense.getMessage());
            System.exit(2);
        }
    }

    static BoundRtspServer serve(CameraFile list) {
        // 1. On this machine only, unless the list says otherwise.
        RtspServer server = RtspServer.create().host(list.host()).port(list.port());
        if (list.readers() != null) {
            server = server.credentials(list.readers().user(), list.readers().password());
        }
        // 2. Nothing connects yet: a source is cold, and its mount subscribes when it is needed.
        for (CameraFile.Camera camera : list.cameras()) {
            server = server.mount(
                    RtspMount.of(camera.path(), source(camera).frames()).linger(list.linger()));
        }
        // 3. From here on cameras could come and go with add(…) and remove(…).
        return server.bindNow();
    }

    private static RtspSource source(CameraFile.Camera camera) {
        RtspSource source = RtspSource.create(camera.address()).stream(StreamId.of(camera.path()))
                .tracks(TrackSelection.videoAndAudio());
        CameraFile.Login login = camera.login();
        return login == null ? source : source.credentials(login.user(), login.password());
    }
}
