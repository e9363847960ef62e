package reactor.valkka.examples.demo;

import reactor.core.publisher.Flux;
import reactor.valkka.FrameSource;
import reactor.valkka.examples.support.Footage;
import reactor.valkka.examples.support.Input;
import reactor.valkka.examples.support.SimulatedCamera;
import reactor.valkka.frame.EncodedFrame;
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
 * One camera of the demo: a real one, or a file that plays as one.
 *
 * @param name on the page and in the table
 * @param source of its frames, live
 * @param states in words; empty for a file, of which there is nothing to say
 */
record DemoCamera(String name, FrameSource<EncodedFrame> source, Flux<String> states) {

    /** A bundled clip. */
    static DemoCamera bundled(String clip, FramePool pool) {
        return file(clip, Footage.file(clip), pool);
    }

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
     * @throws IllegalArgumentException if that can be neither address nor file; the message says
     *     why, in one line, and repeats no password
     */
    static DemoCamera of(String argument, String name, FramePool pool) {
        if (Input.isAddress(argument)) {
            return rtsp(RtspSource.create(argument), name, pool);
        }
        Path file = Path.of(argument);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no such file");
        }
        if (Files.isDirectory(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException("this is no file that can be read");
        }
        return file(name, file, pool);
    }

    private static DemoCamera rtsp(RtspSource address, String name, FramePool pool) {
        RtspSource source = address.stream(StreamId.of(name)).pool(pool);
        return new DemoCamera(name, source, source.states().map(DemoCamera::word));
    }

    private static DemoCamera file(String name, Path file, FramePool pool) {
        return new DemoCamera(
                name, SimulatedCamera.of(file).stream(StreamId.of(name)).pool(pool), Flux.empty());
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
