package reactor.valkka.ffmpeg;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.DataProvider;
import org.testng.annotations.Factory;

/** The rules of Reactive Streams for decoding, with the policies that give every picture. */
public class DecodeTck extends PublisherVerification<Long> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 50;
    private final DecodePolicy policy;

    /** The rules for a policy. */
    @Factory(dataProvider = "policies")
    public DecodeTck(DecodePolicy policy) {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS, QUIET_MILLIS));
        this.policy = policy;
    }

    /** What gives one picture for each unit of a file. */
    @DataProvider
    public static Object[][] policies() {
        return new Object[][] {{DecodePolicy.EVERY}, {DecodePolicy.LATEST_PICTURE}};
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return Numbers.decoded(elements, policy);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return Numbers.failedDecoding();
    }

    @Override
    public long maxElementsFromPublisher() {
        return Numbers.MOST;
    }
}
