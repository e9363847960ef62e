package reactor.valkka.source.file;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.Frame;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;

import java.nio.file.Path;

/** Frames of files as their times, for the rules of Reactive Streams. */
final class Numbers {
    /** The frames of the clip: its setup and its units. */
    static final long MOST = 101;

    private static final Path CLIPS =
            Path.of("../../reactor-valkka/ffmpeg/src/test/resources/clips");
    private static final FramePool POOL =
            FramePool.builder("tck").capacityBytes(64 << 20).build();

    private Numbers() {}

    static Flux<Long> of(long elements) {
        Flux<Long> all = FileSource.of(CLIPS.resolve("plain.mp4"))
                .pool(POOL)
                .frames()
                .transform(Use.map(Frame::pts));
        return elements >= MOST ? all : all.take(elements);
    }

    static Flux<Long> failed() {
        return FileSource.of(Path.of("no such file.mp4")).frames().transform(Use.map(Frame::pts));
    }
}
