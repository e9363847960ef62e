package reactor.valkka.benchmarks.fanout;

import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The process with the camera: 25 units a second, a key frame of 100 KB each 2 s, the others of
 * 4 to 12 KB; 2 Mbit/s. Prints its port, and ends with its standard input.
 */
final class FanoutCamera {

    static final double UNITS_PER_SECOND = 25;
    static final double BITS_PER_SECOND = 2e6;
    static final int KEY_FRAME_BYTES = 100_000;

    private static final int GROUP = 50;
    private static final int OTHER_BYTES_MEAN = 8_160;
    private static final int SPREAD = 4_000;

    private FanoutCamera() {}

    /** Takes nothing. */
    public static void main(String[] arguments) throws IOException {
        CameraScript script = CameraScript.usual()
                .video(video())
                .framesPerSecond(UNITS_PER_SECOND)
                .withSendStamps();
        try (FakeCamera camera = FakeCamera.start(script)) {
            WorkerProcess.port(camera.port());
            System.in.readAllBytes();
        }
    }

    private static CameraVideo video() {
        SplittableRandom sizes = new SplittableRandom(1);
        CameraVideo first = CameraVideo.synthetic(GROUP, GROUP, KEY_FRAME_BYTES, OTHER_BYTES_MEAN);
        List<CameraVideo.Unit> units = new ArrayList<>(first.units());
        for (int i = 1; i < GROUP; i += 2) {
            int spread = sizes.nextInt(SPREAD);
            units.set(i, sized(i, OTHER_BYTES_MEAN - spread));
            if (i + 1 < GROUP) {
                units.set(i + 1, sized(i + 1, OTHER_BYTES_MEAN + spread));
            }
        }
        return new CameraVideo(first.sequenceSet(), first.pictureSet(), units);
    }

    private static CameraVideo.Unit sized(int number, int bytes) {
        return CameraVideo.synthetic(GROUP, GROUP, KEY_FRAME_BYTES, bytes)
                .units()
                .get(number);
    }
}
