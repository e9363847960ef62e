package reactor.valkka.ffmpeg;

import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.frame.Picture;

/** Makes a scaler for each subscriber. */
final class ScaleFlux extends Flux<Picture> {
    private final Flux<? extends Picture> pictures;
    private final Scale scale;

    ScaleFlux(Flux<? extends Picture> pictures, Scale scale) {
        this.pictures = pictures;
        this.scale = scale;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Picture> downstream) {
        pictures.subscribe(new ScaleSubscriber(downstream, scale));
    }
}
