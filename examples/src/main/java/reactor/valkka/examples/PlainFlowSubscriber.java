package reactor.valkka.examples;

import reactor.valkka.examples.support.Input;
import reactor.valkka.ffmpeg.Decode;
import reactor.valkka.ffmpeg.Decoders;
import reactor.valkka.frame.Picture;
import reactor.valkka.operator.Frames;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;

/** Receives decoded pictures with nothing but {@code java.util.concurrent.Flow}. */
public final class PlainFlowSubscriber implements Flow.Subscriber<Picture> {
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Flow.@org.jspecify.annotations.Nullable Subscription subscription;
    private volatile long pictures;

    /** Takes an {@code rtsp://} address or a file. */
    public static void main(String[] arguments) throws InterruptedException {
        Decoders decoders = Decoders.create();
        // 1. Any flux of frames has a face for the JDK.
        Flow.Publisher<Picture> pictures =
                Frames.toFlow(Input.open(arguments).frames().transform(Decode.on(decoders)));
        PlainFlowSubscriber subscriber = new PlainFlowSubscriber();
        pictures.subscribe(subscriber);
        System.out.println(subscriber.await() + " pictures");
        decoders.dispose();
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription = s;
        // 2. Nothing comes that was not asked for.
        s.request(1);
    }

    @Override
    public void onNext(Picture picture) {
        // 3. We received it, so we close it.
        try (picture) {
            pictures = pictures + 1;
        }
        // 4. Then the next one: a file is read and decoded at the speed of this method.
        Objects.requireNonNull(subscription).request(1);
    }

    @Override
    public void onError(Throwable error) {
        System.err.println(error.getMessage());
        over.countDown();
    }

    @Override
    public void onComplete() {
        over.countDown();
    }

    /** Waits for the end and tells how many pictures there were. */
    long await() throws InterruptedException {
        over.await();
        return pictures;
    }
}
