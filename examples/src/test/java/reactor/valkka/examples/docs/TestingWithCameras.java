package reactor.valkka.examples.docs;

import static reactor.valkka.media.rtsp.RtspMethod.SETUP;

import reactor.valkka.frame.Frame;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.test.CameraAudio;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;

/** A camera for tests, and what it can be told to do; quoted by the guide. */
final class TestingWithCameras {
    private TestingWithCameras() {}

    static void comeAndGo() {
        CameraScript script = CameraScript.usual()
                .tracks(CameraVideo.small(), CameraAudio.pcmu())
                .framesPerSecond(100)
                .closeAfter(250);

        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspSource.create(camera.uri()).frames().subscribe(Frame::close);
            camera.behave(CameraScript.usual()); // from the next connection on
            camera.kill(); // as when the power fails
            camera.revive(); // on the same port
        }
    }

    static CameraScript withBlanks() {
        String odd = "RTP/AVP/TCP;interleaved={interleaved};ssrc= {ssrc}";
        return CameraScript.usual().header(SETUP, "Transport", odd);
    }
}
