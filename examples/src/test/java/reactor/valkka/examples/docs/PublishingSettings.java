package reactor.valkka.examples.docs;

import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Fork;
import reactor.valkka.sink.rtsp.BoundRtspServer;
import reactor.valkka.sink.rtsp.RtspPublication;
import reactor.valkka.sink.rtsp.RtspServer;
import reactor.valkka.sink.rtsp.Takeover;

/** Publishing into the RTSP server, as the guide quotes it. */
final class PublishingSettings {
    private PublishingSettings() {}

    static BoundRtspServer serve() {
        RtspPublication live = RtspPublication.at("/live")
                .credentials("studio", "secret")
                .takeover(Takeover.REPLACE);
        Fork<EncodedFrame> pushed = Fork.of(live.frames());
        live.states().subscribe(System.out::println);
        return RtspServer.create().publish(live).mount("/live", pushed).bindNow();
    }
}
