package reactor.valkka.operator;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;

/** The rules of Reactive Streams, tried on every publisher of this module. */
public class OperatorsTck extends PublisherVerification<Integer> {
    static final long SIGNAL_MILLIS_MAX = 20_000;
    static final long SILENCE_MILLIS = 20;
    private final TestFrames frames = new TestFrames();
    private final TckSubject subject;

    @Factory(dataProvider = "subjects")
    public OperatorsTck(TckSubject subject) {
        super(new TestEnvironment(SIGNAL_MILLIS_MAX, SILENCE_MILLIS, SILENCE_MILLIS));
        this.subject = subject;
    }

    @DataProvider
    public static Object[][] subjects() {
        return TckSubject.rows();
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
        return subject.numbers(frames, elements);
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        return subject.failed();
    }

    @Override
    public String toString() {
        return subject.name();
    }
}
