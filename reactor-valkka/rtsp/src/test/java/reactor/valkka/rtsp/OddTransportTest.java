package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspUri;

/** Answers to SETUP as cameras write them. */
class OddTransportTest {

    private static TrackReady granted(TransportKind kind, String... headers) {
        SessionConfig config =
                SessionConfig.of(RtspUri.parse("rtsp://10.0.0.7/s")).transports(kind);
        Dialogue camera = new Dialogue(config).connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(Dialogue.SDP);
        if (kind == TransportKind.UDP) {
            camera.session.onPorts(new PortPair(40_000, 40_001), camera.now);
        }
        return camera.expect("SETUP")
                .answer("200 OK", headers)
                .joined()
                .expect("PLAY")
                .tracks()
                .get(0);
    }

    private static @Nullable PortPair channels(String... headers) {
        TrackReady track = granted(TransportKind.TCP, headers);
        assertThat(track.kind()).isEqualTo(TransportKind.TCP);
        return track.granted().interleaved();
    }

    @Test
    void hikvisionAndDahuaWriteBlanksBeforeTheSource() {
        TrackReady track = granted(
                TransportKind.TCP,
                "Session:       1373161021;timeout=60",
                "Transport: RTP/AVP/TCP;unicast;interleaved=0-1; ssrc=000030a98ee7 ;mode=\"play\"");
        assertThat(track.granted().interleaved()).isEqualTo(new PortPair(0, 1));
        assertThat(track.granted().ssrc()).isEqualTo(0x30a98ee7L);
    }

    @Test
    void theSourceMayComeFirst() {
        assertThat(channels("Transport: ssrc=1234ABCD;RTP/AVP/TCP;unicast;interleaved=6-7"))
                .isEqualTo(new PortPair(6, 7));
    }

    @Test
    void channelsMayBeOthersThanThoseAskedForOrMissingOrOne() {
        assertThat(channels("Transport: RTP/AVP/TCP;unicast;interleaved=8-9"))
                .isEqualTo(new PortPair(8, 9));
        assertThat(channels("Transport: RTP/AVP/TCP;unicast")).isEqualTo(new PortPair(0, 1));
        assertThat(channels("Transport: RTP/AVP/TCP;unicast;interleaved=0"))
                .isEqualTo(new PortPair(0, 1));
        assertThat(channels()).as("no header at all").isEqualTo(new PortPair(0, 1));
        assertThat(channels("Transport: nonsense")).isEqualTo(new PortPair(0, 1));
    }

    @Test
    void oneChannelForBothIsOneChannel() {
        TrackReady track =
                granted(TransportKind.TCP, "Transport: RTP/AVP/TCP;unicast;interleaved=2-2");
        InterleavedChannels channels = new InterleavedChannels(java.util.List.of(track));
        assertThat(channels.rtpTrack(2)).isZero();
        assertThat(channels.rtcpChannel(0)).isEqualTo(2);
    }

    @Test
    void escamQ6NamesThePlainProfileForTcp() {
        assertThat(channels("Transport: RTP/AVP;unicast;interleaved=0-1"))
                .isEqualTo(new PortPair(0, 1));
        assertThat(channels("Transport: RTP/AVP;unicast")).isEqualTo(new PortPair(0, 1));
    }

    @Test
    void mediamtx407ServerPortsThatAreNoneAreNone() {
        assertThat(ports("Transport: RTP/AVP;unicast;client_port=40000-40001;server_port=0-1"))
                .isNull();
        assertThat(ports("Transport: RTP/AVP;unicast;client_port=40000-40001")).isNull();
        assertThat(ports("Transport: RTP/AVP;unicast;server_port=6970"))
                .isEqualTo(new PortPair(6_970, 6_971));
    }

    private static @Nullable PortPair ports(String transport) {
        TrackReady track = granted(TransportKind.UDP, transport);
        assertThat(track.kind()).isEqualTo(TransportKind.UDP);
        assertThat(track.granted().clientPorts()).isEqualTo(new PortPair(40_000, 40_001));
        return track.granted().serverPorts();
    }

    @Test
    void whatIsGrantedOtherwiseThanAskedForIsTakenWhereWeCanFollow() {
        TrackReady interleaved =
                granted(TransportKind.UDP, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
        assertThat(interleaved.kind()).isEqualTo(TransportKind.TCP);
        TrackReady group = granted(
                TransportKind.UDP,
                "Transport: RTP/AVP;multicast;destination=239.0.0.9;port=5000-5001;ttl=1");
        assertThat(group.kind()).isEqualTo(TransportKind.MULTICAST);
    }
}
