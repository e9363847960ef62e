package reactor.valkka.rtsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.media.rtsp.RtspResponse;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

class ReadSessionTest {
    private final Conversation client = new Conversation();

    private RtspResponse setup(int track, String transport, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 1);
        all[headers.length] = "Transport: " + transport;
        return client.ask("SETUP", Conversation.URI + "/trackID=" + track, all);
    }

    private static String transport(RtspResponse response) {
        return Objects.requireNonNull(response.headers().first("Transport"));
    }

    private ReadSession session() {
        return client.server.sessions.values().iterator().next();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RTP/AVP/TCP | RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=00000001",
                "RTP/AVP/TCP;unicast;interleaved=6-7 | "
                        + "RTP/AVP/TCP;unicast;interleaved=6-7;ssrc=00000001",
                "RTP/AVP;unicast;interleaved=0-1 | "
                        + "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=00000001",
                "RTP/AVP/TCP;interleaved=254 | "
                        + "RTP/AVP/TCP;unicast;interleaved=254-255;ssrc=00000001",
                "RTP/AVP;unicast;client_port=4588-4589 | RTP/AVP;unicast;source=192.0.2.1;"
                        + "client_port=4588-4589;server_port=30000-30001;ssrc=00000001",
                "RTP/AVP/UDP;unicast;client_port=4588-4589;mode=PLAY | "
                        + "RTP/AVP;unicast;source=192.0.2.1;"
                        + "client_port=4588-4589;server_port=30000-30001;ssrc=00000001",
                "RTP/AVP;unicast;destination=192.0.2.7;client_port=4588-4589 | "
                        + "RTP/AVP;unicast;source=192.0.2.1;"
                        + "client_port=4588-4589;server_port=30000-30001;ssrc=00000001",
                "RTP/AVP;multicast | RTP/AVP;multicast;destination=239.1.1.7;"
                        + "port=50000-50001;ttl=4;ssrc=00000001",
                "RTP/SAVP;unicast;client_port=4588-4589,RTP/AVP/TCP | "
                        + "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=00000001",
                "RAW/RAW/UDP,RTP/AVP;unicast;client_port=0-1,RTP/AVP/TCP | "
                        + "RTP/AVP/TCP;unicast;interleaved=0-1;ssrc=00000001"
            })
    void theFirstTransportThatCanBeHadIsGranted(String offers, String granted) {
        assertThat(transport(setup(0, offers))).isEqualTo(granted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RTP/AVP;unicast;destination=192.0.2.66;client_port=4588-4589 | another victim",
                "RTP/AVP;unicast;destination=255.255.255.255;client_port=4588-4589 | everybody",
                "RTP/AVP;unicast;client_port=53-54 | somebody's service",
                "RTP/AVP;unicast;client_port=4588-4588 | both in one",
                "RTP/AVP;unicast | nowhere",
                "RTP/SAVP;unicast;client_port=4588-4589 | encryption",
                "RTP/AVP/TCP;interleaved=0-5 | no neighbours",
                "RTP/AVP/TCP;interleaved=255-256 | beyond the last",
                "RTP/AVP/TCP;interleaved=0-1;mode=RECORD | the other direction",
                "RTP/AVP/TCP;multicast;interleaved=0-1 | nonsense"
            })
    void whatCannotBeHadIsRefused(String offer, String why) {
        assertThat(setup(0, offer).status()).as(why).isEqualTo(461);
        assertThat(client.server.sessions).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:1, ::1, 200",
        "fe80:0:0:0:0:0:0:a, FE80::A%eth0, 200",
        "192.0.2.7, ::ffff:192.0.2.7, 200",
        "0:0:0:0:0:0:0:1, ::2, 461",
        "192.0.2.7, localhost, 461",
        "0:0:0:0:0:0:0:1, localhost, 461"
    })
    void aClientMayNameItsOwnAddressHoweverItIsWritten(String own, String named, int status) {
        Conversation neighbour = new Conversation(new Conversation.Server(), own);
        String offer = "RTP/AVP;unicast;client_port=4588-4589;destination=" + named;

        RtspResponse answer =
                neighbour.ask("SETUP", Conversation.URI + "/trackID=0", "Transport: " + offer);

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void offersInSeveralHeadersAreOneList() {
        String session = client.setUp(0, "RAW/RAW/UDP", "Transport: RTP/AVP/TCP;interleaved=4-5");

        assertThat(session).startsWith("Session: ");
    }

    @Test
    void multicastIsOnlyOfferedWhereTheMountHasIt() {
        client.server.multicast = null;

        assertThat(setup(0, "RTP/AVP;multicast").status()).isEqualTo(461);
    }

    @Test
    void eachTrackHasPortsOfTheGroupAndItsOwnSource() {
        String session = Conversation.session(setup(0, "RTP/AVP;multicast"));

        assertThat(transport(setup(1, "RTP/AVP;multicast", session)))
                .isEqualTo("RTP/AVP;multicast;destination=239.1.1.7;"
                        + "port=50002-50003;ttl=4;ssrc=FFFFFFFF");
        assertThat(session().isMulticast()).isTrue();
    }

    @Test
    void channelsAreInventedWhereNoneAreAskedForAndRefusedWhereTheyAreTaken() {
        String session = Conversation.session(setup(0, "RTP/AVP/TCP;interleaved=2-3"));

        assertThat(setup(1, "RTP/AVP/TCP;interleaved=3-4", session).status()).isEqualTo(461);
        assertThat(setup(1, "RTP/AVP/TCP;interleaved=2-3", session).status()).isEqualTo(461);
        assertThat(transport(setup(1, "RTP/AVP/TCP", session))).contains("interleaved=0-1;");
    }

    @Test
    void twoSessionsOfAConnectionShareNoChannel() {
        setup(0, "RTP/AVP/TCP;interleaved=0-1");

        assertThat(setup(0, "RTP/AVP/TCP;interleaved=0-1").status()).isEqualTo(461);
        assertThat(transport(setup(0, "RTP/AVP/TCP"))).contains("interleaved=2-3;");
    }

    @Test
    void aTrackMayBeAgreedUponAnewWhileNothingPlays() {
        String session = Conversation.session(setup(0, "RTP/AVP/TCP;interleaved=0-1"));

        assertThat(setup(0, "RTP/AVP/TCP;interleaved=0-9", session).status()).isEqualTo(461);
        assertThat(transport(setup(0, "RTP/AVP/TCP;interleaved=0-1", session)))
                .contains("interleaved=0-1");
        assertThat(transport(setup(0, "RTP/AVP/TCP;interleaved=4-5", session)))
                .contains("interleaved=4-5");
    }

    @Test
    void allTracksOfASessionGoTheSameWay() {
        String session = Conversation.session(setup(0, "RTP/AVP/TCP"));

        assertThat(setup(1, "RTP/AVP;unicast;client_port=4588-4589", session).status())
                .isEqualTo(461);
        assertThat(transport(
                        setup(1, "RTP/AVP;unicast;client_port=4588-4589,RTP/AVP/TCP", session)))
                .contains("interleaved=2-3");
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://h/site/door/trackID=1",
        "rtsp://h/site/door/trackID=1/",
        "rtsp://h/site/door//trackID=1",
        "rtsp://h/site/door/trackid=1",
        "rtsp://h/site/door?user=x/trackID=1",
        "rtsp://h/site/door/?user=x/trackID=1",
        "rtsp://h/site/door/trackID=1?user=x",
        "rtsp://h/site/door?trackID=1"
    })
    void theAddressOfATrackIsFoundHoweverItWasPutTogether(String uri) {
        RtspResponse response = client.ask("SETUP", uri, "Transport: RTP/AVP/TCP");

        assertThat(transport(response)).endsWith("ssrc=FFFFFFFF");
    }

    @Test
    void aSessionOverUdpEndsWithoutASignOfLife() {
        String header = Conversation.session(setup(0, "RTP/AVP;client_port=4588-4589"));
        client.ask("PLAY", Conversation.URI, header);
        ReadSession session = session();
        long start = client.server.now;

        client.pass(Duration.ofSeconds(50));
        client.ask("GET_PARAMETER", Conversation.URI, header);
        assertThat(session.wakeNanos())
                .isEqualTo(start + Duration.ofSeconds(110).toNanos());
        session.onSignOfLife(start + Duration.ofSeconds(100).toNanos());
        assertThat(session.isOver(start + Duration.ofSeconds(159).toNanos())).isFalse();
        assertThat(session.isOver(start + Duration.ofSeconds(160).toNanos())).isTrue();
    }

    @Test
    void aSessionThatPlaysThroughItsConnectionNeedsNoSignOfLife() {
        String header = Conversation.session(setup(0, "RTP/AVP/TCP"));
        ReadSession session = session();
        assertThat(session.wakeNanos()).isNotEqualTo(Long.MAX_VALUE);

        client.ask("PLAY", Conversation.URI, header);
        assertThat(session.wakeNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(session.isOver(client.server.now + Duration.ofDays(1).toNanos()))
                .isFalse();

        client.ask("PAUSE", Conversation.URI, header);
        assertThat(session.isOver(client.server.now + Duration.ofDays(1).toNanos()))
                .isTrue();
    }
}
