package reactor.valkka.source.rtsp;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.operator.Use;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.TestPool;

import java.util.concurrent.Flow;

/** The same rules on the JDK's face of a source. */
public class RtspSourceFlowTck extends FlowPublisherVerification<String> {

    private final TestPool pool = TestPool.create();
    private final FakeCamera camera = FakeCamera.start(RtspSourceTck.script());

    public RtspSourceFlowTck() {
        super(new TestEnvironment(10_000, 100, RtspSourceTck.POLL_MILLIS));
    }

    @AfterClass
    public void close() {
        camera.close();
        pool.assertNothingOpen(RtspSourceTest.SOON);
    }

    @Override
    public Flow.Publisher<String> createFlowPublisher(long elements) {
        return names(RtspSourceTest.source(camera.uri(), pool).publisher(), elements);
    }

    @Override
    public Flow.Publisher<String> createFailedFlowPublisher() {
        return names(RtspSourceTest.source("rtsp://127.0.0.1:1/none", pool).publisher(), 1);
    }

    private static Flow.Publisher<String> names(
            Flow.Publisher<EncodedFrame> frames, long elements) {
        return FlowAdapters.toFlowPublisher(Flux.from(FlowAdapters.toPublisher(frames))
                .transform(Use.map(RtspSourceTest::name))
                .take(elements));
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
