package reactor.valkka.benchmarks.browser;

import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.sink.http.BoundCameraServer;
import reactor.valkka.sink.http.CameraServer;

import java.io.IOException;

/**
 * The server that is measured, in a process of its own: cameras and what their viewers want. Prints
 * its port, then for each line that it reads how many units viewers skipped so far.
 */
final class BrowserServer {
    private BrowserServer() {}

    /**
     * What it answers.
     *
     * @param units that slow viewers did not get so far
     */
    record Skipped(long units) {}

    /** Takes the number of cameras and of connections. */
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[0]);
        try (BrowserCameras cameras = new BrowserCameras(count)) {
            CameraServer settings =
                    CameraServer.create().port(0).maxConnections(Integer.parseInt(arguments[1]));
            for (int i = 0; i < count; i++) {
                settings = settings.camera(BrowserCameras.name(i), cameras.frames(i));
            }
            BoundCameraServer server = settings.bindNow();
            try {
                cameras.start();
                WorkerProcess.port(server.port());
                WorkerProcess.answer(order -> new Skipped(skipped()));
            } finally {
                server.disposeNow();
            }
        }
    }

    private static long skipped() {
        return Counters.shared().byStream().values().stream()
                .mapToLong(counters -> counters.get(Counter.VIEWER_SKIPPED))
                .sum();
    }
}
