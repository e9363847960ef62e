package reactor.valkka.examples.docs;

import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.sink.http.SdpFile;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.MulticastSender;
import reactor.valkka.sink.rtsp.RtspMount;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.sink.rtsp.RtspServerLimits;

import java.nio.file.Path;
import java.time.Duration;

/** Settings of the RTSP server and of multicast that the guide quotes. */
final class RestreamingSettings {
    private RestreamingSettings() {}

    static RtspServer secured(Fork<EncodedFrame> door, Path certificates, Path key) {
        return RtspServer.create()
                .host("0.0.0.0")
                .port(8322)
                .tls(certificates, key)
                .credentials("viewer", "secret")
                .limits(RtspServerLimits.DEFAULT.connections(500).connectionsPerAddress(20))
                .mount(RtspMount.of("/door", door)
                        .credentials("guard", "other")
                        .linger(Duration.ofMinutes(1)));
    }

    static void change(BoundRtspServer server, Fork<EncodedFrame> yard) {
        server.add(RtspMount.of("/yard", yard));
        server.readers()
                .forEach(reader -> System.out.println(reader.path() + " " + reader.address()
                        + " lost " + reader.reception().packetsLost()));
        server.remove("/yard");
    }

    static DisposableServer described(MulticastSender wall) {
        return HttpServer.create()
                .port(8080)
                .route(routes -> routes.get("/wall.sdp", SdpFile.of(wall.sdp())::respond))
                .bindNow();
    }
}
