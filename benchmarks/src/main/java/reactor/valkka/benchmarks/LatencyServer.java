package reactor.valkka.benchmarks;

import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;

import java.io.IOException;

/**
 * The cameras of {@link LatencyBenchmark}, in a process of their own: prints the ports of a fast
 * one for warming up and of the one that is measured, and ends with its standard input.
 */
final class LatencyServer {

    private static final int KEY_FRAME_EVERY = 5;
    private static final int KEY_FRAME_BYTES = 30_000;
    private static final int OTHER_BYTES = 5_000;
    private static final double WARM_UP_RATE = 500;

    private LatencyServer() {}

    /**
     * Of the cameras.
     *
     * @param fast the one for warming up
     * @param measured the one that is measured
     */
    record Ports(int fast, int measured) {}

    /** Takes units a second of the measured camera. */
    public static void main(String[] arguments) throws IOException {
        CameraScript script = CameraScript.usual()
                .video(CameraVideo.synthetic(50, KEY_FRAME_EVERY, KEY_FRAME_BYTES, OTHER_BYTES))
                .withSendStamps();
        double rate = Double.parseDouble(arguments[0]);
        try (FakeCamera fast = FakeCamera.start(script.framesPerSecond(WARM_UP_RATE));
                FakeCamera measured = FakeCamera.start(script.framesPerSecond(rate))) {
            WorkerProcess.tell(new Ports(fast.port(), measured.port()));
            System.in.readAllBytes();
        }
    }
}
