package reactor.valkka.examples.support;

import reactor.valkka.FrameSource;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.source.file.FileSource;
import reactor.valkka.source.rtsp.RtspSource;

import java.nio.file.Path;
import java.util.Locale;

/** The first argument of a program: an {@code rtsp://} address or a file; or bundled footage. */
public final class Input {
    private Input() {}

    /** As it is: a camera is live; a file is read once, as fast as it is asked for. */
    public static FrameSource<EncodedFrame> open(String... arguments) {
        return isAddress(arguments)
                ? RtspSource.create(arguments[0])
                : FileSource.of(file(arguments));
    }

    /** Live, as a camera is: a file plays at its own speed, for ever. */
    public static FrameSource<EncodedFrame> camera(String... arguments) {
        return isAddress(arguments)
                ? RtspSource.create(arguments[0])
                : SimulatedCamera.of(file(arguments));
    }

    private static boolean isAddress(String... arguments) {
        return arguments.length > 0 && isAddress(arguments[0]);
    }

    /** True for an address of a camera, false for what can only be a file. */
    public static boolean isAddress(String argument) {
        return argument.toLowerCase(Locale.ROOT).matches("[a-z][a-z0-9+.-]*://.*");
    }

    private static Path file(String... arguments) {
        return arguments.length > 0 ? Path.of(arguments[0]) : Footage.file("yard");
    }
}
