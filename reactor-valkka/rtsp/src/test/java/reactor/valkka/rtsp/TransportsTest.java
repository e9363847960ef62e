package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.RtspUri;

import java.time.Duration;

/** How a session comes to packets: asked for, granted, refused, silent. */
class TransportsTest {

    private static final PortPair OURS = new PortPair(40_000, 40_001);

    private static Dialogue described(String sdp, TransportKind... kinds) {
        SessionConfig config = SessionConfig.of(RtspUri.parse("rtsp://10.0.0.7/s"))
                .transports(kinds)
                .tracks(TrackSelection.all());
        Dialogue camera = new Dialogue(config).connect();
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(sdp);
        return camera;
    }

    private static Dialogue described(TransportKind... kinds) {
        return described(Dialogue.SDP, kinds);
    }

    private static Dialogue askedForUdp(TransportKind... kinds) {
        Dialogue camera = described(kinds);
        assertThat(camera.count(SessionAction.OpenPorts.class)).isEqualTo(1);
        camera.session.onPorts(OURS, camera.now);
        camera.expect("SETUP");
        assertThat(camera.request().headers().first("Transport"))
                .isEqualTo("RTP/AVP;unicast;client_port=40000-40001");
        return camera;
    }

    @Test
    void udpIsAskedForWithThePortsThatTheDriverOpened() {
        Dialogue camera = askedForUdp(TransportKind.UDP);
        camera.answer("200 OK", "Session: 1", "Transport: RTP/AVP;unicast;server_port=50000-50001");
        TrackReady track = camera.expect("PLAY").tracks().get(0);
        assertThat(track.kind()).isEqualTo(TransportKind.UDP);
        assertThat(track.asked().clientPorts()).isEqualTo(OURS);
        assertThat(track.granted().clientPorts()).isEqualTo(OURS);
        assertThat(track.granted().serverPorts()).isEqualTo(new PortPair(50_000, 50_001));
    }

    @Test
    void multicastTakesTheGroupFromTheAnswer() {
        Dialogue camera = described(TransportKind.MULTICAST);
        camera.expect("SETUP");
        assertThat(camera.request().headers().first("Transport")).isEqualTo("RTP/AVP;multicast");
        camera.answer(
                "200 OK",
                "Session: 1",
                "Transport: RTP/AVP;multicast;destination=239.1.1.7;port=5000-5001;ttl=16");
        TrackReady track = camera.joined().expect("PLAY").tracks().get(0);
        assertThat(track.kind()).isEqualTo(TransportKind.MULTICAST);
        assertThat(track.granted().destination()).isEqualTo("239.1.1.7");
        assertThat(track.granted().ports()).isEqualTo(new PortPair(5_000, 5_001));
        assertThat(track.granted().ttl()).isEqualTo(16);
    }

    @Test
    void nothingIsPlayedBeforeTheGroupIsJoined() {
        Dialogue camera = described(TransportKind.MULTICAST);
        camera.expect("SETUP")
                .answer(
                        "200 OK",
                        "Session: 1",
                        "Transport: RTP/AVP;multicast;destination=239.1.1.7;port=5000-5001");
        assertThat(camera.tracks()).hasSize(1);
        assertThat(camera.session.stage()).isEqualTo(Stage.SETUP);
        camera.joined().expect("PLAY");
        camera.joined().answer("200 OK");
        assertThat(camera.count(SessionAction.Playing.class)).isEqualTo(1);
        assertThat(camera.session.stage()).isEqualTo(Stage.FIRST_PACKET);
    }

    @Test
    void aGroupThatIsNeverJoinedIsGivenUpInTime() {
        Dialogue camera = described(TransportKind.MULTICAST);
        camera.expect("SETUP")
                .answer(
                        "200 OK",
                        "Session: 1",
                        "Transport: RTP/AVP;multicast;destination=239.1.1.7;port=5000-5001");
        camera.pass(Deadlines.DEFAULT.of(Stage.SETUP));
        assertThat(camera.failure())
                .isInstanceOfSatisfying(
                        RtspTimeoutException.class,
                        late -> assertThat(late.stage()).isEqualTo(Stage.SETUP));
        camera.expect("TEARDOWN");
    }

    @Test
    void multicastTakesFromTheDescriptionWhatTheAnswerLeavesOut() {
        String sdp = Dialogue.SDP.replace("video 0", "video 5004")
                + "c=IN IP4 232.1.1.7/16\na=source-filter: incl IN IP4 232.1.1.7 10.0.0.7\n";
        Dialogue camera = described(sdp, TransportKind.MULTICAST);
        camera.expect("SETUP").answer("200 OK", "Session: 1", "Transport: RTP/AVP;multicast");
        TrackReady track = camera.joined().expect("PLAY").tracks().get(0);
        assertThat(track.granted().destination()).isEqualTo("232.1.1.7");
        assertThat(track.granted().ports()).isEqualTo(new PortPair(5_004, 5_005));
        assertThat(track.granted().source()).isEqualTo("10.0.0.7");
    }

    @Test
    void multicastThatIsGrantedAsUnicastIsRefused() {
        Dialogue camera = described(TransportKind.MULTICAST);
        camera.expect("SETUP").answer("200 OK", "Session: 1", "Transport: RTP/AVP;unicast");
        assertThat(camera.failure())
                .isInstanceOf(RtspProtocolException.class)
                .hasMessageContaining("RTP/AVP;multicast")
                .hasMessageContaining("RTP/AVP;unicast");
        camera.expect("TEARDOWN");
    }

    @Test
    void aRefusedTransportIsFollowedByTheNextOneOnTheSameConnection() {
        Dialogue camera = askedForUdp(TransportKind.UDP, TransportKind.TCP);
        camera.answer("461 Unsupported Transport").expect("SETUP");
        assertThat(camera.request().headers().first("Transport"))
                .isEqualTo("RTP/AVP/TCP;unicast;interleaved=0-1");
        assertThat(camera.last(SessionAction.TransportFailed.class))
                .isEqualTo(new SessionAction.TransportFailed(
                        TransportKind.UDP, TransportFailure.REFUSED));
        assertThat(camera.count(SessionAction.Connect.class)).isZero();
        camera.answer("200 OK", "Session: 1").expect("PLAY");
        assertThat(camera.tracks().get(0).kind()).isEqualTo(TransportKind.TCP);
    }

    @Test
    void aRefusalOfTheLastTransportIsTheError() {
        Dialogue camera = askedForUdp(TransportKind.UDP);
        camera.answer("461 Unsupported Transport");
        RtspStatusException error = (RtspStatusException) camera.failure();
        assertThat(error.status()).isEqualTo(461);
    }

    @Test
    void withoutPortsTheNextTransportIsTried() {
        Dialogue camera = described(TransportKind.UDP, TransportKind.TCP);
        camera.session.onNoPorts(new java.io.IOException("too many open files"), camera.now);
        camera.expect("SETUP");
        assertThat(camera.last(SessionAction.TransportFailed.class).reason())
                .isEqualTo(TransportFailure.NOT_OPENED);
        Dialogue alone = described(TransportKind.UDP);
        alone.session.onNoPorts(new java.io.IOException("too many open files"), alone.now);
        assertThat(alone.failure()).hasMessageContaining("UDP ports").hasMessageContaining("many");
    }

    @Test
    void whatBringsNothingIsGivenUpForTheNextOneOnAnotherConnection() {
        Dialogue camera = askedForUdp(TransportKind.UDP, TransportKind.TCP);
        camera.answer("200 OK", "Session: 1").expect("PLAY").answer("200 OK");
        camera.pass(Duration.ofMillis(3_999));
        assertThat(camera.count(SessionAction.TransportFailed.class)).isZero();
        camera.pass(Duration.ofMillis(1));
        assertThat(camera.last(SessionAction.TransportFailed.class))
                .isEqualTo(new SessionAction.TransportFailed(
                        TransportKind.UDP, TransportFailure.SILENT));
        assertThat(camera.count(SessionAction.Connect.class))
                .as("first goodbye")
                .isZero();
        camera.expect("TEARDOWN").answer("200 OK");
        assertThat(camera.last(SessionAction.Connect.class).reason())
                .isEqualTo(ConnectReason.TRANSPORT);
        assertThat(camera.session.stage()).isEqualTo(Stage.RESOLVE);
        camera.connect().expect("OPTIONS");
        assertThat(camera.request().headers().first("Session")).isNull();
        camera.answer("200 OK").expect("DESCRIBE").describe(Dialogue.SDP);
        camera.expect("SETUP").answer("200 OK", "Session: 2").expect("PLAY").answer("200 OK");
        assertThat(camera.tracks().get(0).kind()).isEqualTo(TransportKind.TCP);
        camera.pass(Deadlines.DEFAULT.firstPacket());
        assertThat(camera.failure())
                .as("TCP is the last one")
                .isInstanceOf(RtspTimeoutException.class);
    }

    @Test
    void aCameraThatDoesNotAnswerTheGoodbyeIsLeftAfterItsDeadline() {
        Dialogue camera = askedForUdp(TransportKind.UDP, TransportKind.TCP);
        camera.answer("200 OK", "Session: 1").expect("PLAY").answer("200 OK");
        camera.pass(Duration.ofSeconds(4)).expect("TEARDOWN");
        camera.pass(Deadlines.DEFAULT.teardown());
        assertThat(camera.count(SessionAction.Connect.class)).isEqualTo(1);
        assertThat(camera.closed()).isFalse();
        camera.session.leave(camera.now);
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void whoLeavesDuringAGoodbyeIsNotConnectedAgain() {
        Dialogue camera = askedForUdp(TransportKind.UDP, TransportKind.TCP);
        camera.answer("200 OK", "Session: 1").expect("PLAY").answer("200 OK");
        camera.pass(Duration.ofSeconds(4)).expect("TEARDOWN");
        camera.session.leave(camera.now);
        camera.answer("200 OK");
        assertThat(camera.count(SessionAction.Connect.class)).isZero();
        assertThat(camera.closed()).isTrue();
    }

    @Test
    void onePacketIsEnoughToStay() {
        Dialogue camera = askedForUdp(TransportKind.UDP, TransportKind.TCP);
        camera.answer("200 OK", "Session: 1").expect("PLAY").answer("200 OK");
        camera.session.onMedia(camera.now);
        camera.pass(Duration.ofSeconds(8));
        assertThat(camera.count(SessionAction.TransportFailed.class)).isZero();
    }
}
