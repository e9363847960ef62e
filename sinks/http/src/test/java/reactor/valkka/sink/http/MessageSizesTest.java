package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.PoolShare;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Units around the size at which a message no longer goes out in one frame, and far from it. */
@NoFrameLeaks
class MessageSizesTest {
    private static final int KIND_MEDIA = SocketFraming.KIND_MEDIA;
    private static final int PART = ViewerConnection.PART_BYTES;
    private static final List<Integer> SIZES = IntStream.concat(
                    IntStream.of(20, 200, 3 * PART),
                    IntStream.rangeClosed(PART - 200, PART + 8).filter(size -> size % 4 == 0))
            .boxed()
            .toList();

    @Test
    void messagesOfAnySizeArriveWhole(TestPool pool) {
        PoolShare share = pool.share(StreamId.of("camera"));
        FragmentedMp4 camera =
                FragmentedMp4.of(frames(TestUnits.live(share))).linger(Duration.ZERO);
        BoundCameraServer server = CameraServer.create()
                .port(0)
                .camera(Camera.of("camera", camera))
                .bindNow();
        try (PageSocket page = new PageSocket(server.port())) {
            page.send("watch " + camera.mount().number());
            await().until(() -> media(page).size() == SIZES.size());
            List<PageSocket.Message> media = media(page);
            for (int i = 0; i < SIZES.size(); i++) {
                ByteBuffer rest = media.get(i).rest();
                ByteBuffer unit = rest.duplicate().position(rest.limit() - SIZES.get(i));
                assertThat(unit.getInt(unit.position())).isEqualTo(SIZES.get(i) - Integer.BYTES);
                assertThat(TestUnits.number(unit)).isEqualTo(i);
            }
        } finally {
            server.disposeNow();
        }
    }

    /** One group of pictures, of which a viewer gets all. */
    private static Flux<EncodedFrame> frames(TestUnits units) {
        Flux<EncodedFrame> all = Flux.range(0, SIZES.size()).map(number -> {
            TestUnits sized = units.withUnitBytes(SIZES.get(number));
            return number == 0 ? sized.key(number) : sized.dependent(number);
        });
        return Flux.<EncodedFrame>just(units.setup()).concatWith(all).concatWith(Flux.never());
    }

    private static List<PageSocket.Message> media(PageSocket page) {
        return page.messages().stream().filter(one -> one.kind() == KIND_MEDIA).toList();
    }
}
