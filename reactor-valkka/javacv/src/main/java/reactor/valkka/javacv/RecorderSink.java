package reactor.valkka.javacv;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.valkka.FrameSink;
import reactor.valkka.frame.Frame;
import reactor.valkka.frame.Picture;

/**
 * Records pictures with any JavaCV {@code FrameRecorder}.
 *
 * <pre>{@code
 * pictures.as(RecorderSink.create(format ->
 *         new FFmpegFrameRecorder("door.mp4", format.width(), format.height()))::consume);
 * }</pre>
 *
 * <p><b>Shape:</b> each subscription to the {@code Mono} makes a recorder at the first picture. It
 * completes when the recording is finished and closed; without a picture there is none. Cancelled,
 * it finishes the recording in the background.
 *
 * <p><b>Threads:</b> one of its own per recording, {@code valkka-disk-*}, which may block.
 *
 * <p><b>Ownership:</b> closes every picture. Holds one at a time and asks for the next when it is
 * written: a slow recorder holds a file back; before a live stream put {@code Overflow.latest()}.
 *
 * <p><b>Formats:</b> a {@code FFmpegFrameRecorder} takes every pixel format, the others {@code
 * BGR24} and {@code GRAY8}; put {@code Scale} before them.
 *
 * <p><b>Errors:</b> {@link RecorderException}, {@link ImageFormatException}, and those of the
 * stream, after the recording is closed.
 *
 * <p><b>Units:</b> the recording starts at 0; gaps between pictures stay as they were.
 */
public final class RecorderSink implements FrameSink<Picture> {
    private final RecorderFactory factory;

    private RecorderSink(RecorderFactory factory) {
        this.factory = factory;
    }

    /** A sink that records with what the factory makes. */
    public static RecorderSink create(RecorderFactory factory) {
        return new RecorderSink(factory);
    }

    @Override
    public Mono<Void> consume(Publisher<? extends Picture> pictures) {
        return Mono.create(sink -> {
            RecorderSubscriber recording = new RecorderSubscriber(factory, sink);
            sink.onDispose(recording::cancelRecording);
            Flux.from(pictures).doOnDiscard(Frame.class, Frame::close).subscribe(recording);
        });
    }
}
