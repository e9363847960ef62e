package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Fork;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The page in a real Chromium: judged by the pixels of the pictures, which carry their numbers. */
@NoFrameLeaks
class PlayerPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int PICTURES = 100;
    private static final int MILLIS_PER_PICTURE = 40;

    /** Reads the number in the upper sixth of a camera's video; −1 without a picture. */
    private static final String READER = """
            window.numberOf = (name) => {
              const video = document.querySelector(`article[aria-label="${name}"] video`);
              if (!video || video.videoWidth === 0 || video.readyState < 2) { return -1; }
              const canvas = document.createElement('canvas');
              canvas.width = video.videoWidth;
              canvas.height = video.videoHeight;
              const pen = canvas.getContext('2d', { willReadFrequently: true });
              pen.drawImage(video, 0, 0);
              let number = 0;
              for (let bit = 0; bit < 8; bit++) {
                const x = Math.floor((bit + 0.5) * canvas.width / 8);
                const [red] = pen.getImageData(x, Math.floor(canvas.height / 12), 1, 1).data;
                number += red > 128 ? 1 << bit : 0;
              }
              return number;
            }
            """;

    private static Chromium chromium;

    private TestPool pool;
    private final List<ClipCamera> cameras = new ArrayList<>();
    private BoundCameraServer server;

    @BeforeAll
    static void starts() {
        chromium = new Chromium();
    }

    @AfterAll
    static void ends() {
        chromium.close();
    }

    @BeforeEach
    void serves(TestPool given) {
        pool = given;
        server = CameraServer.create().port(0).title("Test cameras").bindNow();
    }

    @AfterEach
    void stops() {
        server.disposeNow();
        cameras.forEach(ClipCamera::dispose);
    }

    private ClipCamera camera(String name, Clip clip) {
        ClipCamera camera = new ClipCamera(name, clip, pool.share(StreamId.of(name)));
        cameras.add(camera);
        return camera;
    }

    private ClipCamera show(String name, Clip clip) {
        ClipCamera camera = camera(name, clip);
        server.add(Camera.of(name, FragmentedMp4.of(Fork.of(camera.frames()))));
        return camera;
    }

    private ChromiumTab open(String path) {
        return open(server.address().resolve(path));
    }

    private static ChromiumTab open(URI address) {
        ChromiumTab tab = chromium.open(address.toString());
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> tab.evaluate("typeof valkka").equals("object"));
        tab.evaluate(READER);
        return tab;
    }

    private static int numberOf(ChromiumTab tab, String name) {
        return Integer.parseInt(tab.evaluate("numberOf('" + name + "')"));
    }

    /** Waits until pictures move and are less than a second old, for a while. */
    private static void awaitLive(ChromiumTab tab, ClipCamera camera, String name) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                int number = numberOf(tab, name);
                int behind = Math.floorMod(camera.newestPicture() - number, PICTURES);
                assertThat(number).isBetween(0, PICTURES - 1);
                assertThat(behind * MILLIS_PER_PICTURE).isLessThan(1_000);
                seen.add(number);
                tab.evaluate("new Promise((done) => setTimeout(done, 50))");
            }
            assertThat(seen).hasSizeGreaterThan(8);
        });
    }

    private static double report(ChromiumTab tab, String field) {
        return Double.parseDouble(tab.evaluate("valkka.report()[0]." + field));
    }

    @Test
    void oneCameraPlaysWithinASecondOfLive() {
        ClipCamera door = show("door", Clip.WIDE);
        ChromiumTab tab = open("/camera/door");
        awaitLive(tab, door, "door");

        assertThat(report(tab, "width")).isEqualTo(320);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(report(tab, "latencyMillis")).isBetween(0.0, 1_000.0);
            assertThat(tab.evaluate("document.querySelector('.state').textContent"))
                    .isEqualTo("playing");
        });
        tab.evaluate("document.querySelector('details').open = true");
        await().untilAsserted(() -> assertThat(
                        tab.evaluate("document.querySelector('.more table').textContent"))
                .contains("320", "180", "avc1"));
        tab.screenshot("one-camera");
    }

    @Test
    void picturesInAnotherOrderPlay() {
        ClipCamera door = show("door", Clip.WITH_B_FRAMES);
        ChromiumTab tab = open("/");
        awaitLive(tab, door, "door");
    }

    @Test
    void wallPlaysSeveralCamerasOnOneConnection() {
        List<ClipCamera> all = new ArrayList<>();
        for (String name : List.of("door", "yard", "gate", "hall")) {
            all.add(show(name, all.size() % 2 == 0 ? Clip.WIDE : Clip.SMALL));
        }
        server.add(Camera.of("cellar", FragmentedMp4.of(Flux.never()))
                .states(Flux.just("failed: password refused")));
        ChromiumTab tab = open("/");
        awaitLive(tab, all.get(0), "door");
        awaitLive(tab, all.get(3), "hall");
        tab.resize(1280, 900);
        tab.screenshot("wall");
        tab.resize(390, 844);
        awaitLive(tab, all.get(0), "door");
        tab.screenshot("wall-on-a-phone");

        server.remove("yard");
        await().untilAsserted(() -> assertThat(
                        tab.evaluate("document.querySelectorAll('article').length"))
                .isEqualTo("4"));
        awaitLive(tab, all.get(2), "gate");
    }

    @Test
    void goesOnWhenTheCameraComesBackWithAnotherSize() {
        ClipCamera door = show("door", Clip.WIDE);
        ChromiumTab tab = open("/");
        awaitLive(tab, door, "door");

        door.restartWith(Clip.SMALL);
        await().atMost(PATIENCE).until(() -> report(tab, "width") == 192);
        awaitLive(tab, door, "door");
        assertThat(report(tab, "resets")).isZero();
    }

    @Test
    void goesOnWhenTheCameraWasSilent() {
        ClipCamera door = show("door", Clip.WIDE);
        ChromiumTab tab = open("/");
        awaitLive(tab, door, "door");

        door.silent(true);
        await().atMost(PATIENCE)
                .until(() -> tab.evaluate("valkka.report()[0].state").equals("stalled"));
        door.silent(false);
        awaitLive(tab, door, "door");
    }

    @Test
    void goesOnWhenTheServerWasAway() {
        ClipCamera door = show("door", Clip.WIDE);
        ChromiumTab tab = open("/");
        awaitLive(tab, door, "door");

        int port = server.port();
        server.disposeNow();
        await().until(() ->
                tab.evaluate("document.getElementById('link').dataset.state").equals("closed"));
        tab.screenshot("server-away");
        server = CameraServer.create()
                .port(port)
                .camera("door", Fork.of(door.frames()))
                .bindNow();
        awaitLive(tab, door, "door");
    }

    @Test
    void saysWhatTheBrowserCannotPlay() {
        show("door", Clip.H265);
        ChromiumTab tab = open("/");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                tab.evaluate("document.querySelector('.message').textContent"))
                        .startsWith("This browser cannot play H.265"));
        tab.screenshot("cannot-play");
    }

    @Test
    void drawsBoxesOverThePictureThatTheyBelongTo() {
        ClipCamera door = camera("door", Clip.WIDE);
        Flux<Overlay> boxes = Flux.interval(Duration.ofMillis(20))
                .onBackpressureDrop()
                .map(tick -> new Overlay(
                        door.newestPts(),
                        List.of(new Overlay.Box(
                                door.newestPicture() / 200.0, 0.3, 0.4, 0.5, "person 0.93"))));
        server.add(Camera.of("door", FragmentedMp4.of(door.frames())).overlay(boxes));
        ChromiumTab tab = open("/camera/door");
        awaitLive(tab, door, "door");

        String distance = """
                new Promise((done) => {
                  const video = document.querySelector('video');
                  video.requestVideoFrameCallback(() => {
                    const number = numberOf('door');
                    const canvas = document.querySelector('canvas');
                    const pen = canvas.getContext('2d');
                    const y = Math.floor(canvas.height * 0.6);
                    const row = pen.getImageData(0, y, canvas.width, 1).data;
                    let x = 0;
                    while (x < canvas.width && row[4 * x + 3] < 128) { x++; }
                    done(Math.abs(200 * (x + 1) / canvas.width - number));
                  });
                })
                """;
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Double.parseDouble(tab.evaluate(distance))).isLessThan(4));
        tab.screenshot("boxes");
    }

    @Test
    void hiddenPageCostsNothing() {
        ClipCamera door = show("door", Clip.WIDE);
        ChromiumTab tab = open("/");
        awaitLive(tab, door, "door");

        String hidden = "(() => { Object.defineProperty(document, 'hidden',"
                + " { value: %s, configurable: true });"
                + " document.dispatchEvent(new Event('visibilitychange')); })()";
        tab.evaluate(hidden.formatted("true"));
        await().atMost(PATIENCE).until(() -> server.cameras().get(0).viewers() == 0);
        tab.evaluate(hidden.formatted("false"));
        awaitLive(tab, door, "door");
    }

    @Test
    void passwordOpensThePageAndItsSocket() {
        ClipCamera door = camera("door", Clip.WIDE);
        server.disposeNow();
        server = CameraServer.create()
                .port(0)
                .credentials("guard", "secret")
                .camera("door", Fork.of(door.frames()))
                .bindNow();
        ChromiumTab tab = open(URI.create("http://guard:secret@127.0.0.1:" + server.port() + "/"));
        awaitLive(tab, door, "door");
    }
}
