package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** A camera that ends while a client has not played it yet. */
@NoFrameLeaks
class EndedCameraTest {
    private final Sinks.Empty<EncodedFrame> end = Sinks.empty();

    @Test
    void aSessionThatWasNeverPlayedEndsWithItsCamera(TestPool pool) {
        TestUnits units = TestUnits.live(pool.share(StreamId.of("door")));
        Flux<EncodedFrame> camera = units.frames(3, 3).concatWith(end.asMono());
        BoundRtspServer server =
                RtspServer.create().port(0).mount("/door", camera).bindNow();
        try (RawClient client = new RawClient(server.port())) {
            RtspResponse setUp = client.ask(
                    "SETUP",
                    server.uri("/door") + "/trackID=0",
                    "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
            assertThat(setUp.status()).isEqualTo(200);

            end.tryEmitEmpty();

            assertThat(client.isClosedSoon()).isTrue();
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void whatHasEndedSinceItWasHeldIsConnectedByAnotherHold(TestPool pool) {
        TestUnits units = TestUnits.live(pool.share(StreamId.of("door")));
        AtomicInteger connects = new AtomicInteger();
        Flux<EncodedFrame> lasting =
                Flux.<EncodedFrame>just(units.setup()).concatWith(end.asMono());
        Flux<EncodedFrame> camera =
                Flux.defer(() -> connects.incrementAndGet() == 1 ? Flux.empty() : lasting);
        Mount mount = new Mount("/door", camera, MountSettings.DEFAULT);

        Mount.Hold held = mount.hold();
        assertThat(mount.setup()).isNull();
        Mount.Hold again = mount.hold();
        assertThat(Objects.requireNonNull(mount.setup()).block()).isNotNull();

        held.close();
        again.close();
        mount.retire();
    }
}
