package reactor.valkka.examples;

import reactor.core.publisher.Mono;
import reactor.valkka.FrameSource;
import reactor.valkka.Overflow;
import reactor.valkka.examples.support.Input;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.MulticastSender;
import reactor.valkka.sink.rtsp.RtspServer;

import java.nio.file.Path;

/**
 * Gives a camera to others: to whoever asks over RTSP, and to all who listen to a multicast group.
 *
 * <pre>{@code
 * ffplay rtsp://127.0.0.1:8554/camera
 * ffplay -protocol_whitelist file,udp,rtp -localaddr 127.0.0.1 camera.sdp
 * }</pre>
 */
public final class Restream {
    private static final int PORT = 8554;
    private static final String GROUP = "239.255.1.7";
    private static final int GROUP_PORT = 50_000;
    private static final int WAITING_UNITS_MAX = 16;

    private Restream() {}

    /** Takes an {@code rtsp://} address or a file. */
    public static void main(String[] arguments) {
        // 1. One connection to the camera, however many want it.
        Fork<EncodedFrame> camera = fork(Input.camera(arguments));

        BoundRtspServer server = serve(camera, PORT);
        System.out.println("Open " + server.uri("/camera"));

        // 2. The loopback network keeps it on this machine: name the one that your receivers are
        //    on, such as eth1. The file is all that they need.
        MulticastSender group = MulticastSender.create(GROUP, GROUP_PORT)
                .network("lo")
                .sdpFile(Path.of("camera.sdp"));
        System.out.println("or camera.sdp");
        send(camera, group).block();
    }

    static Fork<EncodedFrame> fork(FrameSource<EncodedFrame> camera) {
        return Fork.of(camera.frames());
    }

    static BoundRtspServer serve(Fork<EncodedFrame> camera, int port) {
        // 3. The server takes a branch of its own while somebody reads; it listens on this machine
        //    only, unless host(…) says otherwise: then give it credentials(…) too, or whoever
        //    reaches it sees the camera, and the log warns of that.
        return RtspServer.create().port(port).mount("/camera", camera).bindNow();
    }

    static Mono<Void> send(Fork<EncodedFrame> camera, MulticastSender group) {
        // 4. Another branch. If the network is too slow, it skips to a key frame.
        return camera.branch("multicast", Overflow.skipToKeyFrame(WAITING_UNITS_MAX))
                .as(group::consume);
    }
}
