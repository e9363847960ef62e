package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.util.concurrent.atomic.AtomicInteger;

@NoFrameLeaks
class RepeatedDescriptionTest {

    @Test
    void whoAsksAgainBehindTheEndConnectsTheCameraAnew(TestPool pool) {
        TestUnits units = TestUnits.live(pool.share(StreamId.of("door")));
        AtomicInteger connects = new AtomicInteger();
        Flux<EncodedFrame> camera = Flux.<EncodedFrame>defer(() -> {
            connects.incrementAndGet();
            return units.frames(3, 3);
        });
        BoundRtspServer server =
                RtspServer.create().port(0).mount("/door", camera).bindNow();
        String uri = server.uri("/door").toString();
        try (RawClient client = new RawClient(server.port())) {
            Awaitility.await().until(() -> {
                assertThat(client.ask("DESCRIBE", uri).status()).isEqualTo(200);
                return connects.get() > 1;
            });
        } finally {
            server.disposeNow();
        }
    }
}
