package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.SessionDescription;

/** Plain RTP without RTSP, as a description says. */
class DescribedSessionTest {

    private static final String VIDEO = "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n";

    private static DescribedSession of(String sdp) {
        return DescribedSession.of(SessionDescription.parse(sdp), TrackSelection.all(), "door.sdp");
    }

    private static TransportHeader first(String sdp) {
        return of(sdp).tracks().get(0).granted();
    }

    @Test
    void packetsComeToThePortOfTheSection() {
        DescribedSession session = of("v=0\nc=IN IP4 127.0.0.1\n" + VIDEO);
        assertThat(session.tracks().get(0).kind()).isEqualTo(TransportKind.UDP);
        assertThat(session.tracks().get(0).granted().clientPorts())
                .isEqualTo(new PortPair(5_004, 5_005));
        assertThat(session.setAside()).isEmpty();
    }

    @Test
    void reportsMayComeElsewhere() {
        assertThat(first(VIDEO + "a=rtcp:53020 IN IP4 10.0.0.7\n").clientPorts())
                .isEqualTo(new PortPair(5_004, 53_020));
        assertThat(first(VIDEO + "a=rtcp-mux\n").clientPorts())
                .isEqualTo(new PortPair(5_004, 5_004));
        assertThat(first(VIDEO + "a=rtcp:\n").clientPorts()).isEqualTo(new PortPair(5_004, 5_005));
    }

    @Test
    void aGroupIsJoinedForItsSource() {
        DescribedSession session = of("v=0\nc=IN IP4 232.1.1.7/16\n"
                + "a=source-filter: incl IN IP4 232.1.1.7 10.0.0.7\n" + VIDEO);
        TrackReady track = session.tracks().get(0);
        assertThat(track.kind()).isEqualTo(TransportKind.MULTICAST);
        assertThat(track.granted().destination()).isEqualTo("232.1.1.7");
        assertThat(track.granted().ports()).isEqualTo(new PortPair(5_004, 5_005));
        assertThat(track.granted().source()).isEqualTo("10.0.0.7");
    }

    @Test
    void aGroupOfIpv6IsOne() {
        TransportHeader transport = first("v=0\nc=IN IP6 ff15::7\n" + VIDEO);
        assertThat(transport.destination()).isEqualTo("ff15::7");
    }

    @Test
    void aSectionWithoutAPortCostsNoOther() {
        DescribedSession session = of("m=video 0 RTP/AVP 97\na=rtpmap:97 H264/90000\n" + VIDEO);
        assertThat(session.tracks()).hasSize(1);
        assertThat(session.setAside()).containsExactly("video names no port");
    }

    @Test
    void theNextPortIsLeftToTheSectionWhoseItIs() {
        DescribedSession session = of(VIDEO + "m=audio 5005 RTP/AVP 0\n");
        assertThat(session.tracks().get(0).granted().clientPorts())
                .isEqualTo(new PortPair(5_004, 5_004));
        assertThat(session.tracks().get(1).granted().clientPorts())
                .isEqualTo(new PortPair(5_005, 5_006));
    }

    @Test
    void thePlaceIsNamedForPeople() {
        assertThat(of(VIDEO).place()).isEqualTo("port 5004");
        assertThat(of("v=0\nc=IN IP4 239.1.1.7/16\n" + VIDEO).place()).isEqualTo("239.1.1.7:5004");
    }

    @Test
    void aTextThatDescribesNothingIsNoDescription() {
        assertThatThrownBy(() -> of("<html>not found</html>"))
                .isInstanceOf(RtspProtocolException.class)
                .hasMessageContaining("door.sdp")
                .hasMessageContaining("<html>not found</html>");
        assertThatThrownBy(() -> of("")).isInstanceOf(RtspProtocolException.class);
    }

    @Test
    void nothingToReceiveIsSaidWithWhatThereIs() {
        assertThatThrownBy(() -> of("m=video 5004 RTP/AVP 33\n"))
                .isInstanceOf(RtspUnsupportedException.class)
                .hasMessageContaining("[video MP2T]")
                .hasMessageContaining("door.sdp");
    }
}
