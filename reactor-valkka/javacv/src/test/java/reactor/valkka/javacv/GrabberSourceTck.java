package reactor.valkka.javacv;

import org.bytedeco.javacv.Frame;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;

import reactor.valkka.operator.Use;

/** The rules of Reactive Streams for grabbers. */
public class GrabberSourceTck extends PublisherVerification<Long> {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int QUIET_MILLIS = 50;
    private static final int SIDE = 16;

    /** For TestNG. */
    public GrabberSourceTck() {
        super(new TestEnvironment(TIMEOUT_MILLIS, QUIET_MILLIS, QUIET_MILLIS));
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        Frame image = new Frame(SIDE, SIDE, Frame.DEPTH_UBYTE, 1);
        return GrabberSource.create(() -> {
                    long[] left = {elements};
                    return new ScriptedGrabber(() -> left[0]-- > 0 ? image : null);
                })
                .frames()
                .transform(Use.map(picture -> picture.header().pts()));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return GrabberSource.create(() -> {
                    throw new IllegalStateException("No such device");
                })
                .frames()
                .transform(Use.map(picture -> picture.header().pts()));
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
