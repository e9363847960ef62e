package reactor.valkka.source.rtsp;

import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

import reactor.core.publisher.Flux;
import reactor.valkka.operator.Use;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.CameraVideo;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.TestPool;

/** The rules of Reactive Streams, on frames of a camera that is as fast as it is read. */
public class RtspSourceTck extends PublisherVerification<String> {

    /** Errors are looked for so often; else once in all the time that is allowed for them. */
    static final int POLL_MILLIS = 20;

    private final TestPool pool = TestPool.create();
    private FakeCamera camera = FakeCamera.start(script());

    public RtspSourceTck() {
        super(new TestEnvironment(10_000, 100, POLL_MILLIS));
    }

    static CameraScript script() {
        return CameraScript.usual()
                .video(CameraVideo.synthetic(1, 1, 100, 100))
                .framesPerSecond(2_000);
    }

    static Flux<String> frames(FakeCamera camera, TestPool pool, long elements) {
        return RtspSourceTest.source(camera.uri(), pool)
                .frames()
                .transform(Use.map(RtspSourceTest::name))
                .take(elements);
    }

    @BeforeClass
    public void open() {
        camera.behave(script());
    }

    @AfterClass
    public void close() {
        camera.close();
        pool.assertNothingOpen(RtspSourceTest.SOON);
    }

    @Override
    public Publisher<String> createPublisher(long elements) {
        return frames(camera, pool, elements);
    }

    @Override
    public Publisher<String> createFailedPublisher() {
        return RtspSourceTest.source("rtsp://127.0.0.1:1/none", pool)
                .frames()
                .transform(Use.map(RtspSourceTest::name));
    }

    @Override
    public long maxElementsFromPublisher() {
        return Integer.MAX_VALUE;
    }
}
