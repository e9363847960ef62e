package reactor.valkka.examples;

import reactor.core.publisher.Mono;
import reactor.valkka.FrameSource;
import reactor.valkka.examples.support.Input;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Inspect;
import reactor.valkka.operator.Use;

import java.util.function.Consumer;

/**
 * Shows what comes from a camera or a file: a line for each frame.
 *
 * <pre>{@code
 * camera: setup on demand, H264 768×576 clock 10240 Hz
 * camera: H264 key frame pts 0.000 s, 21893 bytes 00 00 55 81 65 88 …
 * }</pre>
 */
public final class PrintFrames {
    private PrintFrames() {}

    /** Takes an {@code rtsp://} address or a file. */
    public static void main(String[] arguments) {
        print(Input.open(arguments), System.out::println).block();
    }

    static Mono<Void> print(FrameSource<EncodedFrame> camera, Consumer<String> output) {
        // 1. Nothing is opened before somebody subscribes: frames() is cold.
        return camera.frames()
                // 2. Inspect shows what passes; it goes anywhere into any pipeline.
                .transform(Inspect.frames("camera", output))
                // 3. Each frame is ours now, and Use.each closes it after our function.
                .as(Use.each(frame -> {}));
    }
}
