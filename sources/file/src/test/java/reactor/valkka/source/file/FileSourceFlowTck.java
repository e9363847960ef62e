package reactor.valkka.source.file;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

import java.util.concurrent.Flow;

/** The rules of Reactive Streams for the JDK's face of files. */
public class FileSourceFlowTck extends FlowPublisherVerification<Long> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 50;

    /** For TestNG. */
    public FileSourceFlowTck() {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS, QUIET_MILLIS));
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return FlowAdapters.toFlowPublisher(Numbers.of(elements));
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return FlowAdapters.toFlowPublisher(Numbers.failed());
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
