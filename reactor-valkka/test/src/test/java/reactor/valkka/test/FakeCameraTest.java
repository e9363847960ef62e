package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.BasicChallenge;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the camera says, byte by byte, to a client that is nothing but a socket. */
class FakeCameraTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(1_000);

    @Test
    void describesItsVideoAndSendsItsParameterSetsFirst() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST);
                RawClient client = new RawClient(camera)) {
            assertThat(client.ask(RtspMethod.OPTIONS).headers().first("Public"))
                    .contains("DESCRIBE");
            RtspResponse described = client.ask(RtspMethod.DESCRIBE);
            MediaDescription media =
                    SessionDescription.parse(described.bodyText()).media().get(0);
            assertThat(media.formatParameters(96).parameterSets("sprop-parameter-sets"))
                    .hasSize(2);
            client.play();
            List<Integer> types = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                types.add(client.packet(2).get(12) & 0x1F);
            }
            assertThat(types).containsExactly(7, 8, 28);
        }
    }

    @Test
    void asksForCredentials() throws IOException {
        Credentials joe = Credentials.of("Aladdin", "open sesame");
        try (FakeCamera camera = FakeCamera.start(FAST.guarded(joe, new BasicChallenge("cam")));
                RawClient client = new RawClient(camera)) {
            RtspResponse refused = client.ask(RtspMethod.DESCRIBE);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers().first("WWW-Authenticate"))
                    .isEqualTo("Basic realm=\"cam\"");
            String right = "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
            assertThat(client.ask(RtspMethod.DESCRIBE, right).status()).isEqualTo(200);
            assertThat(camera.requests()).containsExactly("DESCRIBE", "DESCRIBE");
        }
    }

    @Test
    void endsWithAGoodbyeWhenTheScriptSaysSo() throws IOException {
        CameraVideo tiny = CameraVideo.synthetic(1, 1, 100, 100);
        try (FakeCamera camera = FakeCamera.start(FAST.video(tiny).unitsMax(1));
                RawClient client = new RawClient(camera)) {
            client.play();
            for (int i = 0; i < 3; i++) {
                client.packet(2);
            }
            assertThat(client.packet(3).get(1) & 0xFF).isEqualTo(203);
            assertThat(camera.unitsSent()).isEqualTo(1);
        }
    }

    @Test
    void dyingAndComingBackKeepsThePortAndLeavesNoThread() throws IOException {
        FakeCamera camera = FakeCamera.start(FAST);
        int port = camera.port();
        try (RawClient client = new RawClient(camera)) {
            client.play();
            camera.kill();
            assertThat(camera.connectionsOpen()).isZero();
        }
        camera.revive();
        assertThat(camera.port()).isEqualTo(port);
        try (RawClient client = new RawClient(camera)) {
            assertThat(client.ask(RtspMethod.OPTIONS).status()).isEqualTo(200);
        }
        camera.close();
        assertThat(threadsOf(camera)).isEmpty();
    }

    static List<String> threadsOf(FakeCamera camera) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(camera.name() + '-'))
                .toList();
    }

    @Test
    void leavesNoThreadBehindClientsThatGoAsItCloses() throws IOException {
        for (int round = 0; round < 300; round++) {
            FakeCamera camera = FakeCamera.start(FAST);
            try (RawClient client = new RawClient(camera)) {
                client.ask(RtspMethod.OPTIONS);
            }
            camera.close();
            assertThat(threadsOf(camera)).as("round %d", round).isEmpty();
        }
    }

    @Test
    void readsAStreamWithStartCodes() {
        byte[] stream = {
            0,
            0,
            0,
            1,
            0x67,
            0x42,
            0,
            0x1E,
            1,
            0,
            0,
            0,
            1,
            0x68,
            2,
            0,
            0,
            1,
            0x65,
            (byte) 0x88,
            3,
            0,
            0,
            1,
            0x41,
            (byte) 0x9A,
            4,
            0,
            0,
            1,
            0x41,
            (byte) 0x9A,
            5
        };
        CameraVideo video = CameraVideo.annexB(stream);
        assertThat(video.units())
                .extracting(CameraVideo.Unit::isKeyFrame)
                .containsExactly(true, false, false);
        assertThat(video.units().get(0).data().toArray())
                .containsExactly(0, 0, 0, 3, 0x65, (byte) 0x88, 3);
        assertThat(video.pictureSet().toArray()).containsExactly(0x68, 2);
    }
}
