package reactor.valkka.ffmpeg;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Picture;

/** Makes a decoder for each subscriber. */
final class DecodeFlux extends Flux<Picture> {
    private final Flux<? extends EncodedFrame> frames;
    private final Decode decode;

    DecodeFlux(Flux<? extends EncodedFrame> frames, Decode decode) {
        this.frames = frames;
        this.decode = decode;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Picture> downstream) {
        DecodeActor actor;
        try {
            actor = decode.decoders().enlist(downstream, decode);
        } catch (RuntimeException e) {
            Operators.error(downstream, e);
            return;
        }
        frames.subscribe(actor);
    }
}
