package reactor.valkka.examples.docs;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.rtsp.Replay;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.SdpSource;

import java.nio.file.Path;
import java.time.Instant;

/** Settings of sources that the guide quotes. */
final class ManyCameras {
    private ManyCameras() {}

    static Flux<EncodedFrame> recording(Instant from, Instant until) {
        return RtspSource.create("rtsp://192.0.2.7/replay?recording=1")
                .replay(Replay.between(from, until))
                .frames();
    }

    static SdpSource unasked() {
        // ffmpeg -re -i film.mp4 -c copy -f rtp rtp://239.1.1.7:5004 -sdp_file door.sdp
        return SdpSource.of(Path.of("door.sdp"))
                .network("eth1")
                .tracks(TrackSelection.videoAndAudio());
    }

    static RtspSource entrance() {
        // 20 connections a second and 10 at once; to one host 2 a second
        ConnectionGovernor governor =
                ConnectionGovernor.create(new ConnectionGovernor.Limits(20, 10, 2, 2, 0.5));
        return RtspSource.create("rtsp://192.0.2.7/stream1").governor(governor).priority(1);
    }
}
