package reactor.valkka.examples;

import reactor.valkka.FrameSource;
import reactor.valkka.examples.support.Input;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.http.CameraServer;

/** Shows a camera in the browser. */
public final class OneCameraToBrowser {
    private static final int PORT = 8080;

    private OneCameraToBrowser() {}

    /** Takes an {@code rtsp://} address or a file. */
    public static void main(String[] arguments) {
        BoundCameraServer server = serve(Input.camera(arguments), PORT);
        System.out.println("Open " + server.address());
        server.onDispose().block();
    }

    static BoundCameraServer serve(FrameSource<EncodedFrame> camera, int port) {
        // 1. The server listens on this machine only, unless host(…) says otherwise.
        return CameraServer.create()
                .port(port)
                // 2. H.264 goes to the browser as it is: nothing is decoded here. The camera is
                //    connected while somebody looks, once, however many do.
                .camera("camera", camera.frames())
                .bindNow();
    }
}
