package reactor.valkka.examples.docs;

import reactor.valkka.FrameSource;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Frames;
import reactor.valkka.operator.Use;

/** How a chain that ends in a user's own code closes its frames; quoted by the guide. */
final class ClosingFrames {
    private ClosingFrames() {}

    static void subscribe(FrameSource<EncodedFrame> camera, StreamId door) {
        // filter closes what it skips, thanks to the hook;
        // Use.map closes each frame, also when describe throws
        camera.frames()
                .filter(frame -> frame.stream().equals(door))
                .transform(Use.map(frame -> describe(frame)))
                .subscribe(System.out::println);

        // closing() is the hook, for all that stands above it
        camera.frames().take(10).transform(Frames.closing()).subscribe(frame -> {
            try (frame) {
                inspect(frame);
            }
        });
    }

    private static String describe(Frame frame) {
        return frame.stream() + " at " + frame.pts();
    }

    private static void inspect(Frame frame) {
        System.out.println(describe(frame));
    }
}
