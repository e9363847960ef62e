package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

class SdpCheckTest {

    private static final String SDP = """
            v=0
            o=- 1 1 IN IP4 10.0.0.7
            s=Media
            c=IN IP4 0.0.0.0
            t=0 0
            b=AS:5000
            a=control:*
            m=video 0 RTP/AVP 96
            b=AS:4000
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0LADNk=,aMuDyyA=
            a=control:trackID=1
            m=audio 0 RTP/AVP 8 97
            a=rtpmap:97 MPEG4-GENERIC/44100/2
            """.replace("\n", "\r\n");

    @Test
    void findsNothingInADescriptionThatKeepsTheRules() {
        assertThat(SdpCheck.of(SDP, "application/sdp")).isEmpty();
        assertThat(SdpCheck.of(SDP, "Application/SDP; charset=utf-8")).isEmpty();
    }

    @Test
    void aSessionWithoutANameIsNamedWithOneBlank() {
        assertThat(SdpCheck.of(SDP.replace("s=Media", "s= "), "application/sdp"))
                .isEmpty();
        assertThat(SdpCheck.of(SDP.replace("s=Media", "s=Media "), "application/sdp"))
                .containsExactly("blanks at the end of s=Media ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Uniview: connection cut short|c=IN IP4 0.0.0.0|c=IN|c= should be",
                "Vurix NVR: IPV4|IN IP4 10.0.0.7|IN IPV4 10.0.0.7|o= should be",
                "Verint: IP for IN|c=IN IP4|c=IP IP4|c= should be",
                "Hik Media Server: doubled|c=IN IP4 0.0.0.0|c=IN c=IN IP4 0.0.0.0|c= should be",
                "FLIR: times|t=0 0|t=now|t= should hold two numbers",
                "go2rtc 679: no version|v=0\\r\\n|''|no v= line",
                "gortsplib 448: no name|s=Media\\r\\n|''|no s= line",
                "two names|s=Media|s=a\\r\\ns=b|2 s= lines",
                "TP-Link: vendor's kind|m=audio|m=application/TP-LINK|kind that is not registered",
                "transport stream|RTP/AVP 96|MP2T/RTP/UDP 96|protocol other than RTP/AVP",
                "Longse: blank behind the rate|H264/90000|H264/90000 |blanks at the end",
                "blank within the rate|H264/90000|H264/90000 x|rtpmap should be",
                "Ubiquiti: fmtp without data|a=control:trackID=1|a=fmtp:97|fmtp without parameters",
                "sets end with a comma|aMuDyyA=|''|ends with a comma",
                "unexplained type|a=rtpmap:97|a=x-rtpmap:97|what payload type 97 is",
                "no line at all|t=0 0|t=0 0\\r\\nhello|no line of a description"
            })
    void findsWhatCamerasGetWrong(String name, String right, String wrong, String said) {
        String text = SDP.replace(right.replace("\\r\\n", "\r\n"), wrong.replace("\\r\\n", "\r\n"));
        assertThat(text).isNotEqualTo(SDP);
        assertThat(SdpCheck.of(text, "application/sdp"))
                .singleElement()
                .asString()
                .contains(said);
    }

    @Test
    void anjvisionForgetsTheContentType() {
        assertThat(SdpCheck.of(SDP, "")).containsExactly("the answer has no Content-Type");
        assertThat(SdpCheck.of(SDP, "text/plain")).singleElement().asString().contains("text/");
    }

    @Test
    void whateverComesTheListStaysShort() {
        assertThat(SdpCheck.of("x\u0000y\n".repeat(10_000) + "m=\nm=a\na=\no=", "application/sdp"))
                .hasSizeLessThanOrEqualTo(12)
                .allSatisfy(defect -> assertThat(defect.length()).isLessThan(150));
    }

    @ParameterizedTest
    @CsvSource({"a=fmtp:, ' ', x", "a=rtpmap:1, ' ', x/", "a=rtpmap:, 1, x", "t=, 1, x"})
    void nothingTakesLongToCheck(String begin, String part, String end) {
        String text = begin + part.repeat(200_000) + end;
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> SdpCheck.of(text, "application/sdp"));
    }

    @Test
    void theSectionsBandwidthComesFirst() {
        assertThat(SdpBandwidth.bitsPerSecond(SDP)).isEqualTo(4_000_000);
        assertThat(SdpBandwidth.bitsPerSecond(SDP.replace("b=AS:4000\r\n", "")))
                .isEqualTo(5_000_000);
        assertThat(SdpBandwidth.bitsPerSecond(SDP.replace("AS:4000", "TIAS:123456")))
                .isEqualTo(123_456);
        assertThat(SdpBandwidth.bitsPerSecond("b=\r\nb=AS:x\r\nm=video\r\nb=RR:5"))
                .isZero();
    }
}
