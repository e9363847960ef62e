package reactor.valkka.ffmpeg;

import reactor.core.publisher.Flux;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;
import reactor.valkka.frame.PictureFormat;
import reactor.valkka.frame.PixelFormat;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;

/** Pictures as their times, for the rules of Reactive Streams: who takes numbers closes nothing. */
final class Numbers {
    /** As many as a rule asks for; beyond the clip's end it begins again. */
    static final long MOST = Integer.MAX_VALUE;

    private static final long CLIP = 100;

    private static final FramePool UNITS =
            FramePool.builder("tck").capacityBytes(64 << 20).build();
    private static final PictureFormat SMALL = PictureFormat.of(PixelFormat.BGR24, 64, 36, 1);
    private static final FramePool SCALED = FramePool.builder("tck scaled")
            .slotBytes(SMALL.slotBytes())
            .hold("tck", 64)
            .build();
    private static final Decoders DECODERS = Decoders.builder()
            .threads(2)
            .pictureBytes(256 << 20)
            .counters(new Counters())
            .build();

    private Numbers() {}

    private static Flux<Picture> pictures(Flux<EncodedFrame> frames, DecodePolicy policy) {
        return frames.transform(Decode.on(DECODERS).policy(policy));
    }

    /** So many units, and the setup before them. */
    private static Flux<EncodedFrame> units(long count) {
        if (count == 0) {
            return Flux.empty();
        }
        Flux<EncodedFrame> clip = Clip.frames("plain.mp4", UNITS);
        return count > CLIP ? clip.repeat() : clip.take(count + 1);
    }

    static Flux<Long> decoded(long count, DecodePolicy policy) {
        return pictures(units(count), policy).transform(Use.map(Picture::pts));
    }

    static Flux<Long> scaled(long count) {
        return pictures(units(count), DecodePolicy.EVERY)
                .transform(Scale.to(SMALL, SCALED))
                .transform(Use.map(Picture::pts));
    }

    static Flux<Long> failedDecoding() {
        return pictures(Flux.error(new IllegalStateException("no camera")), DecodePolicy.EVERY)
                .transform(Use.map(Picture::pts));
    }

    static Flux<Long> failedScaling() {
        return Flux.<Picture>error(new IllegalStateException("no camera"))
                .transform(Scale.to(SMALL, SCALED))
                .transform(Use.map(Picture::pts));
    }
}
