package reactor.valkka.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtp.FormatParameters;

import java.util.List;
import java.util.Random;

class SessionDescriptionTest {

    private static final String CAMERA = """
            v=0
            o=- 17 1 IN IP4 10.0.0.7
            s=Door
            c=IN IP4 0.0.0.0
            t=0 0
            a=control:*
            a=range:npt=0-
            m=video 0 RTP/AVP 96
            b=AS:4000
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0IAH5Y=,aM4=
            a=control:trackID=1
            m=audio 0 RTP/AVP 8
            a=control:trackID=2
            """;

    private static MediaDescription only(String text) {
        SessionDescription description = SessionDescription.parse(text);
        assertThat(description.media()).hasSize(1);
        return description.media().get(0);
    }

    @Test
    void readsAnOrdinaryCamera() {
        SessionDescription description = SessionDescription.parse(CAMERA);
        assertThat(description.name()).isEqualTo("Door");
        assertThat(description.control()).isEqualTo("*");
        assertThat(description.warnings()).isEmpty();
        assertThat(description.media())
                .extracting(MediaDescription::kind)
                .containsExactly("video", "audio");
        MediaDescription video = description.media().get(0);
        assertThat(video.rtpMapOf("h264")).isEqualTo(new RtpMap(96, "H264", 90_000, 1));
        FormatParameters parameters = video.formatParameters(96);
        assertThat(parameters.value("packetization-mode")).isEqualTo("1");
        assertThat(parameters.parameterSets("sprop-parameter-sets"))
                .containsExactly(
                        new byte[] {0x67, 0x42, 0, 0x1F, (byte) 0x96},
                        new byte[] {0x68, (byte) 0xCE});
        assertThat(description.media().get(1).rtpMapOf("PCMA")).isNotNull();
    }

    @Test
    void whatIsWrittenReadsBackEqual() {
        SessionDescription description = SessionDescription.parse(CAMERA);
        SessionDescription again = SessionDescription.parse(description.print());
        assertThat(again).isEqualTo(description);
        assertThat(SessionDescription.of("s", List.of(), List.of()).print())
                .isEqualTo("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=s\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n");
    }

    /** Found by the fuzzer: what ends a line is not what separates words. */
    @Test
    void controlCharactersAreBlanks() {
        SessionDescription description = SessionDescription.parse(
                "s=a\tb\0c\n\0m=video 0 RT\u001c\u2003\u001f \u001d96\0\n");
        assertThat(description.name()).isEqualTo("a b c");
        MediaDescription video = description.media().get(0);
        assertThat(video.protocol()).isEqualTo("RT");
        assertThat(video.payloadTypes()).containsExactly(96);
        assertThat(SessionDescription.parse(description.print()).print())
                .isEqualTo(description.print());
    }

    @Test
    void univiewCutsTheConnectionLineShort() {
        assertThat(SessionDescription.parse(
                                "v=0\r\no=- 1 1 IN \r\nc=IN\r\nm=video 0 RTP/AVP 96\r\n")
                        .media())
                .hasSize(1);
    }

    @Test
    void hikMediaServerDoublesTheConnectionLine() {
        MediaDescription media = only("m=video 0 RTP/AVP 96\nc=IN c=IN IP4 10.0.0.7\n");
        assertThat(media.connection()).isEqualTo("IN IP4 10.0.0.7");
    }

    @Test
    void nothingButAMediaSectionIsEnough() {
        MediaDescription media = only("m=video 0 RTP/AVP 97\na=rtpmap:97 H264/90000 \n");
        assertThat(media.rtpMapOf("H264")).isEqualTo(new RtpMap(97, "H264", 90_000, 1));
    }

    @Test
    void flirWritesANonsensicalTimeAndSessionNamesTwice() {
        SessionDescription description =
                SessionDescription.parse("v=0\ns=one\ns=two\nt=now 0-\nm=video 0 RTP/AVP 96\n");
        assertThat(description.name()).isEqualTo("one");
        assertThat(description.warnings()).isEmpty();
    }

    @Test
    void tpLinkVendorSectionLeavesTheVideoAlone() {
        SessionDescription description = SessionDescription.parse(
                "m=application/TP-LINK 0 RTP/AVP smart/1/90000\na=control:track3\n"
                        + "m=x\na=lost:1\nm=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n");
        assertThat(description.media())
                .extracting(MediaDescription::kind)
                .containsExactly("application/tp-link", "video");
        assertThat(description.media().get(1).rtpMapOf("H264")).isNotNull();
        assertThat(description.warnings()).hasSize(2);
    }

    @Test
    void longseBlankAfterClockRateAndUbiquitiFmtpWithoutData() {
        MediaDescription media =
                only("m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000 \na=fmtp:96\na=control: t1 \n");
        assertThat(media.rtpMap(96)).isEqualTo(new RtpMap(96, "H264", 90_000, 1));
        assertThat(media.formatParameters(96).values()).isEmpty();
        assertThat(media.control()).isEqualTo("t1");
    }

    @Test
    void v380StartCodesAndTwoNalUnitsInOneEntry() {
        // 00 00 00 01 67 42 00 00 00 01 68 CE
        MediaDescription media =
                only("m=video 0 RTP/AVP 96\na=fmtp:96 sprop-parameter-sets=AAAAAWdCAAAAAWjO,\n");
        assertThat(media.formatParameters(96).parameterSets("sprop-parameter-sets"))
                .containsExactly(new byte[] {0x67, 0x42}, new byte[] {0x68, (byte) 0xCE});
    }

    @Test
    void emptyOrDamagedParameterSetsGiveNone() {
        for (String sets : List.of("", ",", "*!*,=", ",,,")) {
            MediaDescription media =
                    only("m=video 0 RTP/AVP 96\na=fmtp:96 sprop-parameter-sets=" + sets + "\n");
            assertThat(media.formatParameters(96).parameterSets("sprop-parameter-sets"))
                    .isEmpty();
        }
    }

    @Test
    void sonySncWr630WritesZerosBehindItsParameterSets() {
        // 67 42, 68 CE 00 00 00
        MediaDescription media =
                only("m=video 0 RTP/AVP 105\na=fmtp:105 sprop-parameter-sets=Z0I=,aM4AAAA=\n");
        assertThat(media.formatParameters(105).parameterSets("sprop-parameter-sets"))
                .containsExactly(new byte[] {0x67, 0x42}, new byte[] {0x68, (byte) 0xCE});
    }

    @Test
    void backChannelsAreRecognized() {
        assertThat(only("m=audio 0 RTP/AVP 0\na=sendonly\n").direction())
                .isEqualTo(MediaDescription.Direction.SENDONLY);
        assertThat(only("m=audio 0 RTP/AVP 0\na=recvonly\n").direction())
                .isEqualTo(MediaDescription.Direction.RECVONLY);
    }

    @Test
    void anyTextGivesADescriptionOfBoundedSize() {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(CAMERA);
            for (int j = random.nextInt(12); j >= 0; j--) {
                text.setCharAt(random.nextInt(text.length()), (char) (1 + random.nextInt(126)));
            }
            SessionDescription description = SessionDescription.parse(text.toString());
            description.media().forEach(m -> m.payloadTypes().forEach(m::formatParameters));
        }
        SessionDescription flood = SessionDescription.parse("m=\n".repeat(10_000));
        assertThat(flood.warnings()).hasSize(32);
        assertThat(SessionDescription.parse("m=video 0 RTP/AVP 96\n".repeat(99)).media())
                .hasSize(32);
    }
}
