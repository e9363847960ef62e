package reactor.valkka.source.file;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;

/** The rules of Reactive Streams for files. */
public class FileSourceTck extends PublisherVerification<Long> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 50;

    /** For TestNG. */
    public FileSourceTck() {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS, QUIET_MILLIS));
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return Numbers.of(elements);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return Numbers.failed();
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
