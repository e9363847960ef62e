package reactor.valkka.rtsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TransportKind;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

class PublishDialogueTest {
    private static final String VIDEO =
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:streamid=0\r\n";
    private static final String AUDIO = "m=audio 0 RTP/AVP 8\r\na=control:streamid=1\r\n";
    private static final String UNKNOWN =
            "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 MPA-ROBUST/90000\r\na=control:streamid=1\r\n";
    private static final String SDP = "v=0\r\n" + VIDEO;
    private static final String TCP = "RTP/AVP/TCP;unicast;interleaved=0-1;mode=record";
    private static final String UDP = "RTP/AVP/UDP;unicast;client_port=5000-5001;mode=record";

    private final PublishConversation client = new PublishConversation();

    @Test
    void aStreamIsAnnouncedSetUpRecordedAndEnded() {
        assertThat(client.announce(SDP).status()).isEqualTo(200);
        RtspResponse setup = client.setup("streamid=0", TCP);
        assertThat(setup.status()).isEqualTo(200);
        assertThat(setup.headers().first("Transport"))
                .isEqualTo("RTP/AVP/TCP;unicast;interleaved=0-1;mode=\"record\"");
        assertThat(setup.headers().first("Session")).endsWith(";timeout=60");

        assertThat(client.ask("RECORD", PublishConversation.URI).status()).isEqualTo(200);
        assertThat(client.session().isRecording()).isTrue();
        List<TrackReady> tracks = client.session().tracks();
        assertThat(tracks).hasSize(1);
        assertThat(tracks.get(0).codec()).isEqualTo(Codec.H264);
        assertThat(tracks.get(0).kind()).isEqualTo(TransportKind.TCP);

        assertThat(client.ask("TEARDOWN", PublishConversation.URI).status()).isEqualTo(200);
        assertThat(client.session).isNull();
    }

    @Test
    void overUdpThePublisherIsToldOurPorts() {
        client.announce(SDP);

        RtspResponse setup = client.setup("streamid=0", UDP);

        assertThat(setup.headers().first("Transport"))
                .contains("client_port=5000-5001", "server_port=30000-30001");
        client.ask("RECORD", PublishConversation.URI);
        assertThat(client.session().tracks().get(0).kind()).isEqualTo(TransportKind.UDP);
    }

    @ParameterizedTest
    @CsvSource({
        "streamid=0, streamid=0, 200",
        "rtsp://elsewhere:554/live/streamid=0, streamid=0, 200",
        "*, '', 200",
        "'', '', 200",
        "streamid=0, streamid=7, 404",
        "streamid=0, '', 200"
    })
    void aTrackIsFoundByTheControlThatWasAnnounced(String control, String asked, int status) {
        client.announce("v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
                + (control.isEmpty() ? "" : "a=control:" + control + "\r\n"));

        assertThat(client.setup(asked, TCP).status()).isEqualTo(status);
    }

    /** FFmpeg appends the control to the address as it stands, behind a query, too. */
    @Test
    void ffmpegAppendsTheControlToAQuery() {
        String uri = PublishConversation.URI + "?token=7";
        client.announce(uri, "application/sdp", SDP);

        RtspResponse setup = client.ask("SETUP", uri + "/streamid=0", "Transport", TCP);

        assertThat(setup.status()).isEqualTo(200);
    }

    /** A publisher gives up where it is refused a part of what it announced. */
    @Test
    void aTrackThatCannotBeReadIsSetUpAndCarriesNothing() {
        assertThat(client.announce("v=0\r\n" + VIDEO + UNKNOWN).status()).isEqualTo(200);
        client.setup("streamid=0", TCP);
        assertThat(client.setup("streamid=1", "RTP/AVP/TCP;interleaved=2-3").status())
                .isEqualTo(200);
        client.ask("RECORD", PublishConversation.URI);

        assertThat(client.session().tracks()).hasSize(1);
        assertThat(client.session().setAside()).containsExactly("audio MPA-ROBUST cannot be read");
    }

    @Test
    void soundOfChannelsThatNobodyHasIsSetUpAndCarriesNothing() {
        String crowd = "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 PCMU/8000/2000\r\n"
                + "a=control:streamid=1\r\n";
        client.announce("v=0\r\n" + VIDEO + crowd);
        client.setup("streamid=0", TCP);
        client.setup("streamid=1", "RTP/AVP/TCP;interleaved=2-3");
        client.ask("RECORD", PublishConversation.URI);

        assertThat(client.session().tracks()).hasSize(1);
        assertThat(client.session().setAside())
                .containsExactly("audio PCMU has more than 64 channels");
    }

    /** From a camera it would be one; who publishes means it from its own side. */
    @Test
    void soundThatIsFlaggedAsSentIsNoBackChannel() {
        client.announce("v=0\r\n" + VIDEO + "a=recvonly\r\n" + AUDIO + "a=sendonly\r\n");
        client.setup("streamid=0", TCP);
        client.setup("streamid=1", "RTP/AVP/TCP;interleaved=2-3");
        client.ask("RECORD", PublishConversation.URI);

        assertThat(client.session().tracks()).hasSize(2);
    }

    @Test
    void wherePeopleOnlyReadNobodyIsToldThatTheyMayPublish() {
        RtspResponse answer = client.announce("rtsp://192.0.2.1/door", "application/sdp", SDP);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().first("Allow"))
                .contains("DESCRIBE", "SETUP", "PLAY", "TEARDOWN")
                .doesNotContain("ANNOUNCE", "RECORD");
    }

    @ParameterizedTest
    @CsvSource({
        "live, text/plain, v=0, 415, Expected application/sdp",
        "live, application/sdp, v=0, 400, No Media Section In The Description",
        "live, application/sdp, '', 400, No Media Section In The Description",
        "live, application/sdp, 'm=video 0 RTP/AVP 33', 415, "
                + "None Of The Announced Tracks Can Be Read",
        "door, application/sdp, v=0, 405, Method Not Allowed",
        "yard, application/sdp, v=0, 404, Not Found"
    })
    void whatCannotBePublishedIsRefusedWithAReason(
            String path, String type, String sdp, int status, String reason) {
        String uri = "rtsp://192.0.2.1/" + path;

        RtspResponse answer = client.announce(uri, type, sdp);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.reason()).isEqualTo(reason);
        assertThat(client.session).isNull();
    }

    @Test
    void aDescriptionOfTooManySectionsIsRefused() {
        assertThat(client.announce("v=0\r\n" + VIDEO.repeat(17)).status()).isEqualTo(413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTP/SAVP/TCP;interleaved=0-1",
                "RTP/AVP;multicast",
                "RTP/AVP;unicast;client_port=80-81",
                "RTP/AVP;unicast;client_port=5000-5001;destination=192.0.2.99",
                "nonsense",
                ""
            })
    void transportsThatCannotBeHadAreRefused(String transport) {
        client.announce(SDP);

        assertThat(client.setup("streamid=0", transport).status()).isEqualTo(461);
    }

    @Test
    void aPublisherThatNamesNoModeIsUnderstood() {
        client.announce(SDP);

        assertThat(client.setup("streamid=0", "RTP/AVP/TCP;interleaved=0-1").status())
                .isEqualTo(200);
    }

    @Test
    void recordWithoutSetupIsRefused() {
        assertThat(client.ask("RECORD", PublishConversation.URI).status()).isEqualTo(454);
        client.announce(SDP);

        assertThat(client.ask("RECORD", PublishConversation.URI).status()).isEqualTo(455);
    }

    @Test
    void recordOfNothingThatCanBeReadIsRefused() {
        client.announce("v=0\r\n" + VIDEO + UNKNOWN);
        client.setup("streamid=1", TCP);

        assertThat(client.ask("RECORD", PublishConversation.URI).status()).isEqualTo(455);
    }

    @Test
    void playIsRefusedInASessionThatPublishes() {
        client.announce(SDP);
        client.setup("streamid=0", TCP);
        assertThat(client.ask("PLAY", PublishConversation.URI).status()).isEqualTo(455);
        client.ask("RECORD", PublishConversation.URI);

        assertThat(client.ask("PLAY", PublishConversation.URI).status()).isEqualTo(455);
        assertThat(client.setup("streamid=0", TCP).status()).isEqualTo(455);
        assertThat(client.announce(SDP).status()).isEqualTo(455);
        assertThat(client.ask("GET_PARAMETER", PublishConversation.URI).status())
                .isEqualTo(200);
    }

    @Test
    void aPausedPublisherMayGoOn() {
        client.announce(SDP);
        client.setup("streamid=0", TCP);
        client.ask("RECORD", PublishConversation.URI);

        assertThat(client.ask("PAUSE", PublishConversation.URI).status()).isEqualTo(200);
        assertThat(client.session().isRecording()).isFalse();
        assertThat(client.ask("RECORD", PublishConversation.URI).status()).isEqualTo(200);
    }

    @Test
    void untilItIsRecordedAStreamMayBeAnnouncedAnew() {
        client.announce(SDP);
        client.setup("streamid=0", TCP);
        PublishSession first = client.session();

        assertThat(client.announce(SDP + AUDIO).status()).isEqualTo(200);

        assertThat(client.session()).isNotSameAs(first);
        assertThat(first.isOver(client.now)).isTrue();
    }

    @Test
    void whatIsAnnouncedAndNotRecordedIsOverInTheEnd() {
        client.announce(SDP);
        PublishSession session = client.session();

        assertThat(session.wakeNanos())
                .isEqualTo(client.now + Duration.ofSeconds(10).toNanos());
        assertThat(session.isOver(session.wakeNanos() - 1)).isFalse();
        assertThat(session.isOver(session.wakeNanos())).isTrue();
    }

    @Test
    void whoseStreamIsFinishedMayOnlyEndIt() {
        client.announce(SDP);
        client.setup("streamid=0", TCP);
        client.ask("RECORD", PublishConversation.URI);
        client.session().onFinished(client.now);

        assertThat(client.ask("RECORD", PublishConversation.URI).status()).isEqualTo(455);
        assertThat(client.session().wakeNanos()).isNotEqualTo(Long.MAX_VALUE);
        assertThat(client.ask("TEARDOWN", PublishConversation.URI).status()).isEqualTo(200);
    }

    @Test
    void aSecondPublisherIsRefusedWithAReason() {
        client.isOccupied = true;

        RtspResponse answer = client.announce(SDP);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.reason()).isEqualTo("Somebody Else Publishes Here");
        assertThat(client.ask("SETUP", PublishConversation.URI, "Transport", TCP)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void oneSessionTooManyIsRefused() {
        client.isFull = true;

        assertThat(client.announce(SDP).status()).isEqualTo(453);
    }

    @Test
    void whoPublishesHasToProveWhoItIsOnce() {
        client.credentials = Credentials.of("studio", "sesame");
        assertThat(client.announce(SDP).status()).isEqualTo(401);
        String proof = Base64.getEncoder()
                .encodeToString("studio:sesame".getBytes(StandardCharsets.UTF_8));

        RtspResponse announced = client.announceAs("Basic " + proof, SDP);

        assertThat(announced.status()).isEqualTo(200);
        assertThat(client.session().owner().user()).isEqualTo("studio");
        assertThat(client.setup("streamid=0", TCP).status()).isEqualTo(200);
    }

    @Test
    void whoPublishesSeesNoMountWithoutItsPassword() {
        client.readers = Credentials.of("guard", "0ther-Pa55");
        client.announce(SDP);
        assertThat(client.setup("streamid=0", TCP).status()).isEqualTo(200);

        assertThat(client.ask("DESCRIBE", "rtsp://192.0.2.1/door").status()).isEqualTo(401);
    }
}
