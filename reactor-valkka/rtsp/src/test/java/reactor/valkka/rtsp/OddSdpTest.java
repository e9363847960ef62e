package reactor.valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.Objects;

/**
 * Descriptions as cameras write them: whatever else is wrong, the video is set up. Each is our own
 * text with one defect of a device or of a report of users.
 */
class OddSdpTest {

    private static final String URI = "rtsp://10.0.0.7/s";
    private static final String VIDEO =
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n";

    /** The URL of the first SETUP after a description. */
    private static String setUp(String sdp, String... headers) {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(sdp, headers).expect("SETUP");
        return camera.request().uri();
    }

    private static void playsBehind(String sessionLines) {
        assertThat(setUp(sessionLines + VIDEO)).isEqualTo("rtsp://10.0.0.7/s/track1");
    }

    @Test
    void univiewCutsOriginAndConnectionShort() {
        playsBehind("v=0\r\no=- 1001 1 IN\r\ns=VCP IPC Realtime stream\r\nc=IN\r\nt=0 0\r\n");
        playsBehind("v=0\r\no=- 1001 1 IN \r\ns=x\r\nc=IN \r\nt=0 0\r\n");
    }

    @Test
    void vurixNvrWritesIpv4AsNoStandardDoes() {
        playsBehind("v=0\r\no=- 1 1 IN IPV4 10.0.0.7\r\ns=x\r\nc=IN IPV4 10.0.0.7\r\nt=0 0\r\n");
    }

    @Test
    void verintWritesIpInsteadOfIn() {
        playsBehind("v=0\r\no=- 1 1 IP IP4 10.0.0.7\r\ns=x\r\nc=IP IP4 0.0.0.0\r\nt=0 0\r\n");
    }

    @Test
    void anAddressMayBeMissingAndASessionNumberMayBeHex() {
        playsBehind("v=0\r\no=- 0x1a2B 0xFFFFFFFFFFFF IN IP4\r\ns=x\r\nc=IN IP4 \r\nt=0 0\r\n");
        playsBehind("v=0\r\no=- 98765432109876543210 1 IN IP4 a\r\ns=x\r\nt=0 0\r\n");
    }

    @Test
    void hikMediaServerDoublesTheConnectionLine() {
        playsBehind("v=0\r\no=- 1 1 IN IP4 10.0.0.7\r\ns=x\r\nc=IN c=IN IP4 10.0.0.7\r\nt=0 0\r\n");
    }

    @Test
    void theSessionsOwnLinesMayAllBeMissingOrTwice() {
        playsBehind("");
        playsBehind("o=- 1 1 IN IP4 10.0.0.7\r\ns=x\r\n");
        playsBehind("v=0\r\ns=one\r\ns=two\r\nt=0 0\r\n");
        playsBehind("v=0\r\no=- 1 1 IN IP4 10.0.0.7\r\nt=0 0\r\n");
    }

    @Test
    void flirWritesATimeThatIsNone() {
        playsBehind("v=0\r\no=- 0 0 IN IP4 10.0.0.7\r\ns=RTSP Session\r\nt=now-\r\n");
        playsBehind("v=0\r\ns=x\r\nt=\r\n");
    }

    @Test
    void tpLinkAndMercuryAddSectionsOfTheirOwn() {
        String own =
                "m=application/TP-LINK 0 RTP/AVP smart/1/90000\r\na=rtpmap:95 TP-LINK/90000\r\n"
                        + "a=control:track3\r\nm=application/MERCURY 0 RTP/AVP smart/1/90000\r\n";
        playsBehind("v=0\r\ns=x\r\n" + own);
        assertThat(setUp(VIDEO + own)).isEqualTo("rtsp://10.0.0.7/s/track1");
    }

    @Test
    void aTransportStreamBesideTheVideoIsSetAside() {
        playsBehind("v=0\r\ns=x\r\nm=video 0 MP2T/AVP 33\r\na=control:ts\r\n");
    }

    @Test
    void bandwidthLinesOfAnyKindSayNothing() {
        playsBehind("v=0\r\ns=x\r\nb=RR:0\r\nb=RS:0\r\nb=TIAS:4000000\r\nb=AS:\r\nb=X-y:z\r\n");
    }

    @Test
    void longseWritesBlanksBehindTheClockRate() {
        assertThat(setUp("m=video 0 RTP/AVP 96 \na=rtpmap:96 H264/90000 \na=control:track1 \n"))
                .isEqualTo("rtsp://10.0.0.7/s/track1");
    }

    @Test
    void ubiquitiWritesFmtpWithoutData() {
        assertThat(setUp(VIDEO + "a=fmtp:96\r\n")).endsWith("/track1");
    }

    @Test
    void luckfoxWritesControlBeforeWhatItControls() {
        assertThat(setUp("m=video 0 RTP/AVP 96\na=control:track1\na=rtpmap:96 H264/90000\n"))
                .endsWith("/track1");
    }

    @Test
    void anjvisionLeavesOutContentTypeAndTheSchemeOfItsBase() {
        assertThat(setUp(VIDEO, "Content-Base: 10.0.0.7:554/s/"))
                .isEqualTo("rtsp://10.0.0.7/s/track1");
        assertThat(setUp(VIDEO, "Content-Base:")).isEqualTo("rtsp://10.0.0.7/s/track1");
    }

    @Test
    void geovisionUsesPayloadTypesThatNobodyAssigned() {
        for (int type : new int[] {50, 105}) {
            String sdp = VIDEO.replace("96", Integer.toString(type));
            assertThat(setUp(sdp)).endsWith("/track1");
        }
    }

    @Test
    void go2rtc679OffersAMediaSectionAndNothingElse() {
        assertThat(setUp("m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"))
                .as("no control: the stream itself")
                .isEqualTo(URI);
    }

    @Test
    void mediamtx5074FlagsItsOnlyVideoAsABackChannel() {
        assertThat(setUp(VIDEO + "a=sendonly\r\n")).endsWith("/track1");
        assertThat(setUp(VIDEO + "a=recvonly\r\n")).endsWith("/track1");
        assertThat(setUp(VIDEO + "a=inactive\r\n")).endsWith("/track1");
    }

    @Test
    void aBaseMayBeAnotherPlaceThanTheRequest() {
        assertThat(setUp(VIDEO, "Content-Base: rtsp://192.168.1.9/other/"))
                .isEqualTo("rtsp://192.168.1.9/other/track1");
        assertThat(setUp(VIDEO, "Content-Location: rtsp://10.0.0.7/there"))
                .isEqualTo("rtsp://10.0.0.7/there/track1");
        assertThat(setUp(VIDEO.replace("track1", "rtsp://10.0.0.7/abs?x=1")))
                .isEqualTo("rtsp://10.0.0.7/abs?x=1");
    }

    @Test
    void aQueryStaysInFrontOfWhatIsAppended() {
        Dialogue camera = Dialogue.connected("rtsp://10.0.0.7/cam/realmonitor?channel=1&subtype=0");
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(VIDEO).expect("SETUP");
        assertThat(camera.request().uri())
                .isEqualTo("rtsp://10.0.0.7/cam/realmonitor?channel=1&subtype=0/track1");
    }

    @Test
    void sonySncWr630UsesPayloadType105AndSaysMuchBesideIt() {
        String odd = "v=0\no=- 12345 1 IN IP4 10.0.0.7\ns=Sony RTSP Server\nc=IN IP4 0.0.0.0\n"
                + "t=0 0\na=range:npt=now-\nm=video 0 RTP/AVP 105\na=rtpmap:105 H264/90000\n"
                + "a=control:track1\na=recvonly\na=framerate:25.0\n";
        assertThat(setUp(odd)).isEqualTo("rtsp://10.0.0.7/s/track1");
    }

    @Test
    void gortsplib201WritesBlanksIntoTheNameOfItsOrigin() {
        playsBehind("v=0\no=Some Long Name 0 0 IN IP4 127.0.0.1\ns=live\nt=0 0\n");
        playsBehind("v=0\no=RTSP Session 1 2 IN IP4 0.0.0.0\ns=x\n");
    }

    @Test
    void flirOffersSeveralFormatsInOneSectionAndWeTakeTheFirstThatWeRead() {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE")
                .describe("m=video 0 RTP/AVP 96 111 112 99\na=rtpmap:96 MP4V-ES/90000\n"
                        + "a=rtpmap:111 H264/90000\na=framesize:111 640-480\n"
                        + "a=rtpmap:112 H264/90000\na=rtpmap:99 FCAM/90000\n");
        camera.expect("SETUP").answer("200 OK", "Session: 1").expect("PLAY");
        assertThat(camera.tracks().get(0).map().payloadType()).isEqualTo(111);
    }

    @Test
    void fritzbox6660OffersATransportStreamAloneAndIsToldApart() {
        assertThat(refused("m=video 0 RTP/AVP 33\nc=In IP4 0.0.0.0\na=control:stream=1\n"
                        + "a=fmtp:33 ver=1.2;src=1;tuner=1,240,1,7,112\na=sendonly\n"))
                .contains("the camera offers [video MP2T]", "video MP2T cannot be read");
    }

    @Test
    void axisWithSrtpAloneIsToldApart() {
        assertThat(refused("m=video 0 RTP/SAVP 96\na=rtpmap:96 H264/90000\n"))
                .contains("video H264 is encrypted");
        assertThat(refused("m=video 0 RTP/SAVPF 96\na=rtpmap:96 H264/90000\n"))
                .contains("video H264 is encrypted");
    }

    private static String refused(String sdp) {
        Dialogue camera = Dialogue.connected(URI);
        camera.expect("OPTIONS").answer("200 OK");
        camera.expect("DESCRIBE").describe(sdp);
        assertThat(camera.failure()).isInstanceOf(RtspUnsupportedException.class);
        return String.valueOf(camera.failure().getMessage());
    }

    @Test
    void aControlMayBeAQueryAndAttributesMayStandAnywhere() {
        String odd = "v=0\no=- 1 1 IN IP4 10.0.0.7\na=control:*\n"
                + "a=source-filter: incl IN IP4 * 10.0.0.7\ns=RTSP Server\na=range:npt=0-\nt=0 0\n"
                + "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\na=control:?ctype=video\n"
                + "a=recvonly\nm=application 0 RTP/AVP 106\n"
                + "a=rtpmap:106 vnd.onvif.metadata/90000\na=control:?ctype=app106\na=sendonly\n";
        assertThat(setUp(odd)).isEqualTo("rtsp://10.0.0.7/s?ctype=video");
    }

    @Test
    void soundWithoutAClockRateHasThatOfItsEncoding() {
        assertThat(rateHz("a=rtpmap:0 PCMU")).isEqualTo(8_000);
        assertThat(rateHz("a=rtpmap:0 PCMA/0")).isEqualTo(8_000);
        assertThat(rateHz("a=rtpmap:0 opus/")).isEqualTo(48_000);
        assertThat(rateHz("a=rtpmap:0 H264")).isEqualTo(90_000);
    }

    private static int rateHz(String map) {
        MediaDescription media = SessionDescription.parse("m=audio 0 RTP/AVP 0\n" + map + '\n')
                .media()
                .get(0);
        return Objects.requireNonNull(media.rtpMap(0)).clockRateHz();
    }
}
