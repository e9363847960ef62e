package reactor.valkka.rtsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.media.rtsp.RtspHeaders;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

class ServerDialogueTest {
    private static final String TCP = "RTP/AVP/TCP;unicast";
    private static final String UDP = "RTP/AVP;unicast;client_port=40000-40001";

    private final Conversation client = new Conversation();

    @Test
    void optionsNamesWhatIsAnswered() {
        RtspResponse response = client.ask("OPTIONS", "*");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("CSeq")).isEqualTo("1");
        assertThat(response.headers().first("Public"))
                .contains("OPTIONS", "DESCRIBE", "SETUP", "PLAY", "PAUSE", "TEARDOWN")
                .contains("GET_PARAMETER", "SET_PARAMETER", "ANNOUNCE", "RECORD")
                .doesNotContain("REDIRECT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://192.0.2.1:8554/site/door",
                "rtsp://192.0.2.1:8554/site/door/",
                "rtsp://192.0.2.1:8554//site//door//",
                "rtsp://192.0.2.1:8554/site/door?user=x",
                "rtsp://192.0.2.1:8554/s%69te/do%6Fr",
                "/site/door"
            })
    void describeFindsTheMountHoweverItIsWritten(String uri) {
        RtspResponse response = client.ask("DESCRIBE", uri, "Accept: application/sdp");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.bodyText()).isEqualTo(Conversation.SDP);
        assertThat(response.headers().first("Content-Type")).isEqualTo("application/sdp");
        assertThat(response.headers().first("Content-Base")).endsWith("/");
    }

    @Test
    void theBaseOfTheTracksIsTheAddressThatWasAskedForWithoutItsQuery() {
        RtspResponse response = client.ask("DESCRIBE", Conversation.URI + "?user=x");

        assertThat(response.headers().first("Content-Base")).isEqualTo(Conversation.URI + "/");
    }

    @Test
    void theBaseOfTheTracksHoldsNoPassword() {
        RtspResponse response = client.ask("DESCRIBE", "rtsp://me:s3cret@h/site/door");

        assertThat(response.headers().first("Content-Base")).isEqualTo("rtsp://h/site/door/");
    }

    @ParameterizedTest
    @CsvSource({
        "DESCRIBE, rtsp://h/yard, X: 1, 404",
        "DESCRIBE, rtsp://h/site, X: 1, 404",
        "DESCRIBE, rtsp://h/site/door, Accept: text/plain, 406",
        "DESCRIBE, rtsp://h/site/door, Require: implicit-play, 551",
        "DESCRIBE, rtsp://h/site/door, Proxy-Require: gzip, 551",
        "SETUP, rtsp://h/site/door, Transport: RTP/AVP/TCP, 459",
        "SETUP, rtsp://h/site/door/trackID=2, Transport: RTP/AVP/TCP, 404",
        "SETUP, rtsp://h/site/door/trackID=0, X: 1, 461",
        "SETUP, rtsp://h/site/door/trackID=0, Transport: RAW/RAW/UDP, 461",
        "SETUP, rtsp://h/site/door/trackID=0, Session: 12345678, 454",
        "PLAY, rtsp://h/site/door, X: 1, 454",
        "PLAY, rtsp://h/site/door, Session: 12345678, 454",
        "PAUSE, rtsp://h/site/door, X: 1, 454",
        "TEARDOWN, rtsp://h/site/door, X: 1, 454",
        "TEARDOWN, rtsp://h/site/door, Session: 12345678, 454",
        "GET_PARAMETER, rtsp://h/site/door, X: 1, 200",
        "SET_PARAMETER, *, X: 1, 200",
        "GET_PARAMETER, *, Session: 12345678, 454",
        "OPTIONS, *, Session: 12345678, 454",
        "ANNOUNCE, rtsp://h/site/door, X: 1, 405",
        "RECORD, rtsp://h/site/door, X: 1, 454",
        "REDIRECT, rtsp://h/site/door, X: 1, 405",
        "DANCE, rtsp://h/site/door, X: 1, 501"
    })
    void whatCannotBeDoneIsRefusedWithItsReason(
            String method, String uri, String header, int status) {
        assertThat(client.ask(method, uri, header).status()).isEqualTo(status);
        assertThat(client.server.sessions).isEmpty();
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void whatIsRequiredAndUnknownIsNamed() {
        RtspResponse response = client.ask("OPTIONS", "*", "Require: funky-feature");

        assertThat(response.headers().first("Unsupported")).isEqualTo("funky-feature");
    }

    @Test
    void otherMethodsAreToldWhichThereAre() {
        assertThat(client.ask("REDIRECT", Conversation.URI).headers().first("Allow"))
                .contains("PLAY");
    }

    @Test
    void anotherVersionIsRefused() {
        client.raw("OPTIONS * RTSP/2.0\r\nCSeq: 7\r\n\r\n");

        assertThat(client.answers.get(0).status()).isEqualTo(505);
        assertThat(client.answers.get(0).headers().first("CSeq")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CSeq: none\r\n", "CSeq:\r\n"})
    void aRequestWithoutANumberIsRefused(String line) {
        client.raw("OPTIONS * RTSP/1.0\r\n" + line + "\r\n");

        assertThat(client.answers.get(0).status()).isEqualTo(400);
    }

    @Test
    void anAddressThatHoldsWhatNoneMayHoldIsRefused() {
        client.raw("DESCRIBE rtsp://h/a b RTSP/1.0\r\nCSeq: 1\r\n\r\n");
        client.raw("DESCRIBE rtsp://h/a\rb RTSP/1.0\r\nCSeq: 2\r\n\r\n");

        assertThat(client.answers).extracting(RtspResponse::status).containsExactly(400, 400);
    }

    @Test
    void namesOfParametersAreUnknown() {
        RtspRequest request = RtspRequest.of(RtspMethod.GET_PARAMETER, "*").header("CSeq", "1");
        byte[] names = "packets_received\n".getBytes(StandardCharsets.UTF_8);
        client.dialogue.onRequest(request.withBody(names), client.server.now);
        client.perform();

        assertThat(client.answers.get(0).status()).isEqualTo(451);
    }

    @Test
    void aWholeSessionFromSetupToTeardown() {
        String session = client.setUp(0, TCP);
        assertThat(client.setUp(1, TCP, session)).isEqualTo(session);

        RtspResponse play = client.ask("PLAY", Conversation.URI + "/", session);
        assertThat(play.status()).isEqualTo(200);
        assertThat(play.headers().first("Range")).isEqualTo("npt=now-");
        assertThat(play.headers().first("RTP-Info"))
                .isEqualTo("url=" + Conversation.URI + "/trackID=0;seq=17;rtptime=4294901760");
        assertThat(play.headers().first("Session")).endsWith(";timeout=60");

        assertThat(client.ask("PLAY", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.ask("GET_PARAMETER", Conversation.URI, session).status())
                .isEqualTo(200);
        assertThat(client.ask("OPTIONS", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.ask("PAUSE", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.ask("PAUSE", Conversation.URI, session).status()).isEqualTo(455);
        assertThat(client.ask("PLAY", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.ask("TEARDOWN", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.ask("PLAY", Conversation.URI, session).status()).isEqualTo(454);
        assertThat(client.server.sessions).isEmpty();
    }

    @Test
    void whatHoldsForTheWholeSessionIsRefusedForOneOfItsTracks() {
        String session = client.setUp(0, TCP);
        client.setUp(1, TCP, session);

        for (String method : new String[] {"PLAY", "PAUSE", "TEARDOWN"}) {
            assertThat(client.ask(method, Conversation.URI + "/trackID=0", session)
                            .status())
                    .isEqualTo(460);
        }
    }

    @Test
    void aSessionOfOneTrackMayBeMeantByThatTrack() {
        String session = client.setUp(1, TCP);

        assertThat(client.ask("PLAY", Conversation.URI + "/trackID=1", session).status())
                .isEqualTo(200);
        assertThat(client.ask("TEARDOWN", Conversation.URI + "/trackID=1", session)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatPlaysIsNotSetUpAnew() {
        String session = client.setUp(0, TCP);
        client.ask("PLAY", Conversation.URI, session);

        RtspResponse response =
                client.ask("SETUP", Conversation.URI + "/trackID=1", session, "Transport: " + TCP);

        assertThat(response.status()).isEqualTo(455);
        assertThat(response.headers().first("Allow")).contains("PAUSE");
    }

    @Test
    void whatIsDescribedIsWhatIsAskedForWhateverTheSession() {
        String session = client.setUp(0, "RTP/AVP/TCP");

        assertThat(client.ask("DESCRIBE", "rtsp://h/yard", session).status()).isEqualTo(404);
        assertThat(client.ask("DESCRIBE", Conversation.URI, session).status()).isEqualTo(200);
    }

    @Test
    void tracksOfTwoMountsAreNoSession() {
        String session = client.setUp(0, TCP);

        assertThat(client.ask("SETUP", "rtsp://h/yard/trackID=0", session, "Transport: " + TCP)
                        .status())
                .isEqualTo(459);
    }

    @Test
    void answersKeepTheOrderOfTheRequestsWhileACameraIsWaitedFor() {
        client.server.isSlow = true;
        client.send("DESCRIBE", Conversation.URI);
        client.send("OPTIONS", "*");
        client.send("GET_PARAMETER", "*");
        assertThat(client.answers).isEmpty();
        assertThat(client.dialogue.isFull()).isFalse();
        client.send("OPTIONS", "*");
        client.send("OPTIONS", "*");
        assertThat(client.dialogue.isFull()).isTrue();

        client.offer();

        assertThat(client.answers)
                .extracting(answer -> answer.headers().first("CSeq"))
                .containsExactly("1", "2", "3", "4", "5");
        assertThat(client.dialogue.isFull()).isFalse();
    }

    @Test
    void aCameraThatDoesNotComeCostsA503() {
        client.server.isAway = true;

        RtspResponse response = client.ask("DESCRIBE", Conversation.URI);

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.headers().first("Retry-After")).isEqualTo("5");
    }

    @Test
    void aCameraOfWhichRtpCarriesNothingCostsA415WithAReason() {
        client.server.isSlow = true;
        client.send("DESCRIBE", Conversation.URI);
        client.dialogue.onUnsupported(
                Objects.requireNonNull(client.resolving).ticket(), client.server.now);
        client.perform();

        RtspResponse response = client.answers.get(0);
        assertThat(response.status()).isEqualTo(415);
        assertThat(response.reason()).isEqualTo("RTP Can Carry None Of Its Tracks");
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void whatIsToldTooLateIsNotHeard() {
        client.server.isSlow = true;
        client.send("DESCRIBE", Conversation.URI);
        client.dialogue.onGone(
                Objects.requireNonNull(client.resolving).ticket(), client.server.now);
        client.perform();

        client.offer();

        assertThat(client.answers).extracting(RtspResponse::status).containsExactly(404);
    }

    @Test
    void moreSessionsThanAllowedAreRefusedAndTheirChannelsAreFree() {
        client.server.sessionsMax = 0;
        String[] transport = {"Transport: RTP/AVP/TCP;interleaved=0-1"};
        assertThat(client.ask("SETUP", Conversation.URI + "/trackID=0", transport)
                        .status())
                .isEqualTo(453);

        client.server.sessionsMax = 1;
        assertThat(client.ask("SETUP", Conversation.URI + "/trackID=0", transport)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aConnectionThatAsksNothingIsClosed() {
        assertThat(client.dialogue.wakeNanos())
                .isEqualTo(client.server.now + Duration.ofSeconds(10).toNanos());
        client.pass(Duration.ofSeconds(9));
        assertThat(client.isClosed()).isFalse();

        client.pass(Duration.ofSeconds(1));

        assertThat(client.done).containsExactly(new DialogueAction.Close(CloseReason.NO_REQUEST));
    }

    @Test
    void aConnectionWithoutASessionIsClosedWhenItFallsSilent() {
        client.ask("OPTIONS", "*");
        client.pass(Duration.ofSeconds(29));
        client.ask("OPTIONS", "*");
        client.pass(Duration.ofSeconds(29));
        assertThat(client.isClosed()).isFalse();

        client.pass(Duration.ofSeconds(1));

        assertThat(client.done).endsWith(new DialogueAction.Close(CloseReason.IDLE));
    }

    @Test
    void aConnectionWithASessionStays() {
        String session = client.setUp(0, TCP);
        assertThat(client.dialogue.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        client.pass(Duration.ofHours(1));
        assertThat(client.isClosed()).isFalse();

        client.ask("TEARDOWN", Conversation.URI, session);
        client.pass(Duration.ofSeconds(30));

        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void whatIsNoRtspEndsTheConnection() {
        client.dialogue.onUnreadable();
        client.perform();

        assertThat(client.answers).extracting(RtspResponse::status).containsExactly(400);
        assertThat(client.isClosed()).isTrue();
        assertThat(client.dialogue.wakeNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aBodyThatIsNotReadCostsA413AndTheConnection() {
        client.dialogue.onTooLarge(new RtspRequest(
                "ANNOUNCE", Conversation.URI, RtspHeaders.empty().with("CSeq", "7"), new byte[0]));
        client.perform();

        RtspResponse answer = client.answers.get(0);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.reason()).isEqualTo("Request Entity Too Large");
        assertThat(answer.headers().first("CSeq")).isEqualTo("7");
        assertThat(answer.headers().first("Connection")).isEqualTo("close");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aSessionOverUdpIsContinuedFromAnotherConnectionOfTheSameClient() {
        String session = client.setUp(0, UDP);
        Conversation again = new Conversation(client.server, client.address());
        Conversation stranger = new Conversation(client.server, "192.0.2.66");

        assertThat(stranger.ask("PLAY", Conversation.URI, session).status()).isEqualTo(454);
        assertThat(stranger.ask("TEARDOWN", Conversation.URI, session).status()).isEqualTo(454);
        assertThat(again.ask("PLAY", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(again.ask("TEARDOWN", Conversation.URI, session).status()).isEqualTo(200);
        assertThat(client.server.sessions).isEmpty();
    }

    @Test
    void aSessionThroughItsConnectionIsNobodyElses() {
        String session = client.setUp(0, TCP);
        Conversation again = new Conversation(client.server, client.address());

        assertThat(again.ask("TEARDOWN", Conversation.URI, session).status()).isEqualTo(454);
    }

    @Test
    void sessionIdsAreLongAndNeverTheSame() {
        String one = client.setUp(0, UDP);
        String two = client.setUp(0, UDP);

        assertThat(one).hasSize("Session: ".length() + 32).isNotEqualTo(two);
    }
}
