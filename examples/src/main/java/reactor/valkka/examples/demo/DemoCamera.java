package reactor.valkka.examples.demo;

import reactor.core.publisher.Flux;
import reactor.valkka.examples.support.Input;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.pool.FramePool;
import reactor.valkka.source.rtsp.CameraState;
import reactor.valkka.source.rtsp.RtspSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * One camera of the demo: a real one, or one that shows a file.
 *
 * @param name on the page, in the table and in its address
 * @param source of its frames, live
 */
record DemoCamera(String name, RtspSource source) {

    /** Another name for the same. */
    static String nameOf(String argument) {
        if (Input.isAddress(argument)) {
            return RtspUri.parse(argument).peer();
        }
        String file = String.valueOf(Path.of(argument).getFileName());
        int dot = file.lastIndexOf('.');
        String name =
                (dot > 0 ? file.substring(0, dot) : file).replaceAll("[/\\\\?#%\\p{Cntrl}]", "_");
        return name.substring(0, Math.min(name.length(), 40));
    }

    /**
     * What a person typed.
     *
     * @param simulated shows files
     * @param pool for the units of all cameras
     * @throws IllegalArgumentException if that can be neither address nor file; the message says
     *     why, in one line, and repeats no password
     * @throws reactor.valkka.ValkkaException if the file cannot be played
     */
    static DemoCamera of(String argument, String name, SimulatedCameras simulated, FramePool pool) {
        if (Input.isAddress(argument)) {
            return of(RtspSource.create(argument), name, pool);
        }
        Path file = Path.of(argument);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no such file");
        }
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("this is no file that can be read");
        }
        return file(file, name, simulated, pool);
    }

    /** A file as a camera shows it. */
    static DemoCamera file(Path file, String name, SimulatedCameras simulated, FramePool pool) {
        return of(RtspSource.create(simulated.add(name, file).toString()), name, pool);
    }

    private static DemoCamera of(RtspSource address, String name, FramePool pool) {
        return new DemoCamera(name, address.stream(StreamId.of(name)).pool(pool));
    }

    /** Its path where it is streamed. */
    String path() {
        return "/" + name;
    }

    /** What the camera says of itself, in words. */
    Flux<String> states() {
        return source.states().map(DemoCamera::word);
    }

    /** A state as the page and the table show it. */
    private static String word(CameraState state) {
        if (state instanceof CameraState.BackingOff wait) {
            LocalTime until = LocalTime.ofInstant(wait.until(), ZoneId.systemDefault());
            return "next try at " + until.truncatedTo(ChronoUnit.SECONDS) + ": "
                    + wait.cause().getMessage();
        }
        if (state instanceof CameraState.Failed failed) {
            return "failed: " + failed.cause().getMessage();
        }
        return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
