package reactor.valkka.javacv;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

import java.util.concurrent.Flow;

/** The rules of Reactive Streams for the JDK's face of grabbers. */
public class GrabberSourceFlowTck extends FlowPublisherVerification<Long> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 50;

    /** For TestNG. */
    public GrabberSourceFlowTck() {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS, QUIET_MILLIS));
    }

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return FlowAdapters.toFlowPublisher(new GrabberSourceTck().createPublisher(elements));
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return FlowAdapters.toFlowPublisher(new GrabberSourceTck().createFailedPublisher());
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
