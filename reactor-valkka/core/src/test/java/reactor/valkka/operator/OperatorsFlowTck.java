package reactor.valkka.operator;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;

import java.util.concurrent.Flow;

/** The same rules, tried on the face that subscribers of the JDK see. */
public class OperatorsFlowTck extends FlowPublisherVerification<Integer> {
    private final TestFrames frames = new TestFrames();
    private final TckSubject subject;

    @Factory(dataProvider = "subjects")
    public OperatorsFlowTck(TckSubject subject) {
        super(new TestEnvironment(
                OperatorsTck.SIGNAL_MILLIS_MAX,
                OperatorsTck.SILENCE_MILLIS,
                OperatorsTck.SILENCE_MILLIS));
        this.subject = subject;
    }

    @DataProvider
    public static Object[][] subjects() {
        return TckSubject.rows();
    }

    @Override
    public Flow.Publisher<Integer> createFlowPublisher(long elements) {
        return FlowAdapters.toFlowPublisher(subject.numbers(frames, elements));
    }

    @Override
    public Flow.Publisher<Integer> createFailedFlowPublisher() {
        return FlowAdapters.toFlowPublisher(subject.failed());
    }

    @Override
    public String toString() {
        return subject.name();
    }
}
