package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.nio.charset.StandardCharsets;
import java.util.List;

@NoFrameLeaks
class PageSessionTest {
    private final Sinks.Many<Overlay> boxes = Sinks.many().multicast().directBestEffort();
    private ClipCamera door;
    private ClipCamera yard;
    private FragmentedMp4 doorMp4;
    private FragmentedMp4 yardMp4;
    private BoundCameraServer server;

    @BeforeEach
    void serves(TestPool pool) {
        door = new ClipCamera("door", Clip.WIDE, pool.share(StreamId.of("door")));
        yard = new ClipCamera("yard", Clip.SMALL, pool.share(StreamId.of("yard")));
        doorMp4 = FragmentedMp4.of(door.frames());
        yardMp4 = FragmentedMp4.of(yard.frames());
        server = CameraServer.create()
                .port(0)
                .camera(Camera.of("door", doorMp4).overlay(boxes.asFlux()).eager())
                .camera(Camera.of("yard", yardMp4).states(Flux.just("playing", "at home")))
                .bindNow();
    }

    @AfterEach
    void stops() {
        server.disposeNow();
        door.dispose();
        yard.dispose();
    }

    private static long count(PageSocket page, int camera) {
        return page.messages().stream().filter(all -> all.camera() == camera).count();
    }

    @Test
    void lateViewerGetsSegmentKeyFrameAndGroupAtOnce() {
        await().until(() -> doorMp4.mount().ring().size() > 10);
        try (PageSocket page = new PageSocket(server.port())) {
            page.send("watch " + doorMp4.mount().number());
            await().until(() -> page.messages().size() > 12);

            PageSocket.Message first = page.messages().get(0);
            assertThat(first.kind()).isEqualTo(SocketFraming.KIND_INITIALIZATION);
            byte[] mime = new byte[first.rest().getShort()];
            first.rest().get(mime);
            assertThat(new String(mime, StandardCharsets.US_ASCII))
                    .isEqualTo("video/mp4; codecs=\"avc1.4d400c\"");
            PageSocket.Message second = page.messages().get(1);
            assertThat(second.kind()).isEqualTo(SocketFraming.KIND_MEDIA);
            assertThat(second.isKeyFrame()).isTrue();
            long micros = second.rest().getLong();
            assertThat(micros % 40_000).isEqualTo(1_000_000_000L * 1_000 / 90 % 40_000);
            assertThat(page.messages().get(2).isKeyFrame()).isFalse();
        }
    }

    @Test
    void watchNamesAllCamerasThatArriveFromNowOn() {
        int first = doorMp4.mount().number();
        int second = yardMp4.mount().number();
        try (PageSocket page = new PageSocket(server.port())) {
            page.send("watch " + first + " " + second);
            await().until(() -> count(page, first) > 5 && count(page, second) > 5);
            page.send("watch " + second);
            page.awaitPong();
            assertThat(doorMp4.mount().ring().viewers()).isZero();
            long atEnd = count(page, first);
            long now = count(page, second);
            await().until(() -> count(page, second) > now + 10);
            assertThat(count(page, first)).isEqualTo(atEnd);

            page.send("watch");
            await().until(() -> yardMp4.mount().ring().viewers() == 0);
        }
    }

    @Test
    void statusAndPongAreTold() {
        try (PageSocket page = new PageSocket(server.port())) {
            page.send("ping 17.5");
            await().untilAsserted(() -> assertThat(page.texts())
                    .anyMatch(text -> text.contains("\"type\":\"pong\",\"sent\":\"17.5\""))
                    .anyMatch(text -> text.contains("\"state\":\"at home\""))
                    .anyMatch(text -> text.contains("\"name\":\"door\"")));
            await().until(() -> page.texts().stream()
                            .filter(text -> text.contains("\"type\":\"status\""))
                            .count()
                    > 2);
        }
    }

    @Test
    void boxesGoToThoseWhoWatch() {
        try (PageSocket page = new PageSocket(server.port());
                PageSocket other = new PageSocket(server.port())) {
            page.send("watch " + doorMp4.mount().number());
            await().until(() -> page.messages().size() > 2);
            boxes.tryEmitNext(new Overlay(
                    900_000, List.of(new Overlay.Box(0.25, -1, 0.5, 9, "a \"cat\" <1>"))));

            await().untilAsserted(() -> assertThat(page.texts())
                    .anyMatch(text -> text.contains("\"type\":\"overlay\"")
                            && text.contains("\"time\":10.000")
                            && text.contains("\"x\":0.250,\"y\":0.000")
                            && text.contains("\"height\":1.000")
                            && text.contains("a \\\"cat\\\" \\u003c1>")));
            assertThat(other.texts()).noneMatch(text -> text.contains("overlay"));
        }
    }

    @Test
    void nonsenseIsIgnored() {
        try (PageSocket page = new PageSocket(server.port())) {
            for (String text : List.of(
                    "",
                    "watch x -1 99999 999999999999 " + "1 ".repeat(1000),
                    "ping",
                    "ping x",
                    "{}",
                    "play")) {
                page.send(text);
            }
            page.awaitPong();
        }
    }

    @Test
    void textThatIsTooLongEndsTheConnection() {
        try (PageSocket page = new PageSocket(server.port())) {
            await().until(() -> !page.texts().isEmpty());
            page.send("watch " + "1".repeat(PageSession.COMMAND_BYTES_MAX));
            await().until(page::isClosed);
        }
    }

    @Test
    void vanishedPageLeavesNothingBehind() {
        PageSocket page = new PageSocket(server.port());
        page.send("watch " + yardMp4.mount().number());
        await().until(() -> page.messages().size() > 2);
        page.close();

        await().until(() -> yardMp4.mount().ring().viewers() == 0);
    }
}
