package reactor.valkka.source.file;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.Frame;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;

import java.nio.file.Path;

/** Frames of a file that begins again for ever, as times, for the rules of Reactive Streams. */
final class Numbers {
    private static final Path CLIPS =
            Path.of("../../reactor-valkka/ffmpeg/src/test/resources/clips");
    private static final FramePool POOL =
            FramePool.builder("tck").capacityBytes(64 << 20).build();

    private Numbers() {}

    static Flux<Long> of(long elements) {
        return FileSource.of(CLIPS.resolve("plain.mp4"))
                .pool(POOL)
                .loop()
                .frames()
                .transform(Use.map(Frame::pts))
                .take(elements);
    }

    static Flux<Long> failed() {
        return FileSource.of(Path.of("no such file.mp4")).frames().transform(Use.map(Frame::pts));
    }
}
