package reactor.valkka.ffmpeg;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;

/** The rules of Reactive Streams for scaling. */
public class ScaleTck extends PublisherVerification<Long> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 50;

    /** For TestNG. */
    public ScaleTck() {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS, QUIET_MILLIS));
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return Numbers.scaled(elements);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return Numbers.failedScaling();
    }

    @Override
    public long maxElementsFromPublisher() {
        return Numbers.MOST;
    }
}
