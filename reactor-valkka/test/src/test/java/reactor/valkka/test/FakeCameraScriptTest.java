package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtp.RtpPacket;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tracks, and texts that a script gives. */
class FakeCameraScriptTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);
    private static final String CHANNELS = "Transport: RTP/AVP/TCP;unicast;interleaved=";

    private static SessionDescription described(RawClient client) throws IOException {
        return SessionDescription.parse(client.ask(RtspMethod.DESCRIBE).bodyText());
    }

    private static void setUp(RawClient client, String control, String channels)
            throws IOException {
        String uri = client.uri + '/' + control;
        assertThat(client.askFor(uri, RtspMethod.SETUP, CHANNELS + channels).status())
                .isEqualTo(200);
    }

    @Test
    void sendsEachTrackThatWasSetUpInItsOwnChannels() throws IOException {
        CameraScript script =
                FAST.tracks(CameraVideo.small(), CameraAudio.pcmu(), CameraAudio.aac(16_000));
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient client = new RawClient(camera)) {
            List<MediaDescription> media = described(client).media();
            assertThat(media)
                    .extracting(MediaDescription::kind)
                    .containsExactly("video", "audio", "audio");
            assertThat(media)
                    .extracting(section -> section.payloadTypes().get(0))
                    .containsExactly(96, 0, 97);
            setUp(client, "trackID=3", "4-5");
            setUp(client, "trackID=1", "0-1");
            client.ask(RtspMethod.PLAY);
            Set<Integer> seen = new HashSet<>();
            for (int i = 0; i < 200; i++) {
                RawClient.Interleaved next = client.interleaved();
                assertThat(RtpPacket.payloadType(next.packet()))
                        .isEqualTo(next.channel() == 0 ? 96 : 97);
                seen.add(next.channel());
            }
            assertThat(seen).containsExactlyInAnyOrder(0, 4);
        }
    }

    @Test
    void sendsWhatAnOddDescriptionNames() throws IOException {
        String odd = "m=application 0 TP-LINK/RTP/AVP 98\nm=video 0 RTP/AVP 35\na=control:cam\n";
        try (FakeCamera camera = FakeCamera.start(FAST.description(odd));
                RawClient client = new RawClient(camera)) {
            assertThat(client.ask(RtspMethod.DESCRIBE).bodyText())
                    .isEqualTo(odd.replace("\n", "\r\n"));
            setUp(client, "cam", "0-1");
            client.ask(RtspMethod.PLAY);
            ByteBuffer packet = client.interleaved().packet();
            assertThat(RtpPacket.payloadType(packet)).isEqualTo(35);
        }
    }

    @Test
    void changesTheUsualDescriptionAndHeaders() throws IOException {
        CameraScript script = FAST.description(sdp -> sdp.replace("s=fake camera\r\n", ""))
                .withoutHeader(RtspMethod.DESCRIBE, "Content-Base")
                .header(
                        RtspMethod.SETUP,
                        "Transport",
                        "RTP/AVP;interleaved={interleaved} ;x={ssrc}")
                .extraHeader(RtspMethod.SETUP, "Session", "second {session}");
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient client = new RawClient(camera)) {
            RtspResponse answer = client.ask(RtspMethod.DESCRIBE);
            assertThat(answer.bodyText()).doesNotContain("\r\ns=");
            assertThat(answer.headers().first("Content-Base")).isNull();
            RtspResponse setUp = client.ask(RtspMethod.SETUP, CHANNELS + "2-3");
            assertThat(setUp.headers().first("Transport"))
                    .isEqualTo("RTP/AVP;interleaved=2-3 ;x=0BADCAFE");
            assertThat(setUp.headers().all("Session"))
                    .containsExactly("0badcafe;timeout=60", "second 0badcafe");
        }
    }

    @Test
    void givesAnAnswerAsItWasWritten() throws IOException {
        String text = "RTSP/1.0 200 OK\nCSeq : {cseq}\nSession:{session}\n\n";
        try (FakeCamera camera = FakeCamera.start(FAST.answer(RtspMethod.PLAY, text));
                RawClient client = new RawClient(camera)) {
            client.ask(RtspMethod.SETUP, CHANNELS + "0-1");
            RtspResponse answer = client.ask(RtspMethod.PLAY);
            assertThat(answer.headers().first("Session")).isEqualTo("0badcafe");
            assertThat(answer.headers().size()).isEqualTo(2);
            assertThat(client.interleaved().channel()).isZero();
        }
    }

    @Test
    void refusesSoOftenAsTheScriptSays() throws IOException {
        try (FakeCamera camera = FakeCamera.start(FAST.answering(RtspMethod.DESCRIBE, 503, 2));
                RawClient client = new RawClient(camera)) {
            assertThat(client.ask(RtspMethod.DESCRIBE).status()).isEqualTo(503);
            assertThat(client.ask(RtspMethod.DESCRIBE).status()).isEqualTo(503);
            assertThat(client.ask(RtspMethod.DESCRIBE).status()).isEqualTo(200);
        }
    }

    @Test
    void sendsClientsElsewhere() throws IOException {
        CameraScript script = FAST.redirecting("rtsp://{host}:{port}/other");
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient client = new RawClient(camera)) {
            RtspResponse sentAway = client.ask(RtspMethod.DESCRIBE);
            assertThat(sentAway.status()).isEqualTo(302);
            assertThat(sentAway.headers().first("Location"))
                    .isEqualTo("rtsp://127.0.0.1:" + camera.port() + "/other");
        }
    }

    @Test
    void givesAnotherSessionAtEachSetup() throws IOException {
        CameraScript script = FAST.tracks(CameraVideo.small(), CameraAudio.pcma())
                .sessions("first;timeout=30", "second");
        try (FakeCamera camera = FakeCamera.start(script);
                RawClient client = new RawClient(camera)) {
            RtspResponse video = client.ask(RtspMethod.SETUP, CHANNELS + "0-1");
            RtspResponse audio = client.ask(RtspMethod.SETUP, CHANNELS + "2-3");
            assertThat(video.headers().first("Session")).isEqualTo("first;timeout=30");
            assertThat(audio.headers().first("Session")).isEqualTo("second");
        }
    }
}
