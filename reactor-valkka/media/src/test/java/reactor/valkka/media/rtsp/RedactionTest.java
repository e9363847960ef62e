package reactor.valkka.media.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

class RedactionTest {

    private static final Credentials JOE = Credentials.of("joe", "s3cr#t@w%rd/");
    private static final Redaction REDACTION = new Redaction(JOE);

    private static String shown(RtspMessage message) {
        return new String(REDACTION.redact(message).encode(), StandardCharsets.UTF_8);
    }

    @Test
    void digestKeepsWhatTheCameraAskedForAndLosesTheProof() {
        Authenticator authenticator = new Authenticator(JOE, () -> "clientnonce");
        DigestChallenge challenge =
                DigestChallenge.modern("cam", "servernonce", DigestAlgorithm.SHA_256);
        authenticator.onUnauthorized(
                RtspResponse.of(401).header("WWW-Authenticate", challenge.print()));
        String uri = "rtsp://10.0.0.7/stream";
        String proof = authenticator.header("DESCRIBE", uri);
        RtspRequest request = RtspRequest.of(RtspMethod.DESCRIBE, uri)
                .header("CSeq", "2")
                .header("Authorization", proof == null ? "" : proof);
        String response = challenge.response(JOE, "DESCRIBE", uri, "clientnonce", "00000001");
        assertThat(shown(request))
                .contains("DESCRIBE rtsp://10.0.0.7/stream RTSP/1.0", "CSeq: 2")
                .contains("Digest username=\"***\", realm=\"cam\", nonce=\"servernonce\"")
                .contains("response=\"***\"", "cnonce=\"***\"", "algorithm=SHA-256")
                .doesNotContain("joe", "clientnonce", response);
    }

    @Test
    void aCameraThatCallsItsStreamCnonceDoesNotBringTheProofToLight() {
        RtspRequest request = RtspRequest.of(RtspMethod.SETUP, "*")
                .header("Authorization", "Digest uri=\"rtsp://cam/cnonce=\", response=\"0a4f\"");
        assertThat(shown(request)).contains("rtsp://cam/cnonce=").doesNotContain("0a4f");
    }

    @Test
    void basicLosesEverythingButItsName() {
        RtspRequest request = RtspRequest.of(RtspMethod.PLAY, "rtsp://c/")
                .header("Authorization", "Basic am9lOnMzY3IjdEB3JXJkLw==");
        assertThat(shown(request)).contains("Authorization: Basic ***").doesNotContain("am9l");
    }

    @ParameterizedTest
    @CsvSource({
        "rtsp://joe:pw@cam/1, rtsp://***@cam/1",
        "rtsps://joe@cam/1, rtsps://***@cam/1",
        "lens_rtsp://joe:pw@cam/1, lens_rtsp://***@cam/1",
        "7rtsp://joe:pw@cam/1, 7rtsp://***@cam/1",
        "rtsp://joe:p@w@cam/1, rtsp://***@cam/1",
        "rtsp://cam/u=joe&password=abc, rtsp://cam/u=joe&password=***",
        "a s3cr#t@w%rd/ repeated, a *** repeated",
        "s3cr%23t%40w%25rd%2F, ***",
        "no secrets at 10.0.0.7 @ noon, no secrets at 10.0.0.7 @ noon"
    })
    void textsLoseThem(String text, String shown) {
        assertThat(REDACTION.redact(text)).isEqualTo(shown);
    }

    @Test
    void descriptionsLoseTheirKeys() {
        String sdp =
                "v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:PS1uQCVeeCFCanVmcjkp|2^20\r\n"
                        + "a=key-mgmt:mikey AQAFgM0XflABAAAA\r\na=control:rtsp://joe:pw@cam/t\r\n";
        RtspResponse response = RtspResponse.of(200).withBody(sdp.getBytes(StandardCharsets.UTF_8));
        assertThat(shown(response))
                .contains("inline:***|2^20", "a=key-mgmt:mikey ***", "rtsp://***@cam/t")
                .doesNotContain("PS1u", "AQAF", "joe");
    }

    @Test
    void aShortPasswordDoesNotTearTheTextApart() {
        Redaction shortOne = new Redaction(Credentials.of("a", "1"));
        assertThat(shortOne.redact("RTSP/1.0 at rtsp://a:1@10.0.0.1/"))
                .isEqualTo("RTSP/1.0 at rtsp://***@10.0.0.1/");
    }

    /** What a stranger sends is looked through on the thread of all cameras. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.",
                "a://",
                "a://a",
                "response ",
                "response=\"",
                "a=key-mgmt: ",
                "a=key-mgmt:x\n",
                "inline:",
                "pass=",
                "password ",
                "word",
                "a-=",
                "://@"
            })
    void nothingTakesLongToLookThrough(String part) {
        String text = part.repeat(200_000 / part.length());
        RtspRequest request = RtspRequest.of(RtspMethod.OPTIONS, "*")
                .header("Authorization", "Digest " + text.replace('\n', ' '));
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            REDACTION.redact(text);
            REDACTION.redact(request);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "", "\\"})
    void aProofOfAnyLengthIsHiddenHoweverItEnds(String end) {
        RtspRequest request = RtspRequest.of(RtspMethod.OPTIONS, "*")
                .header("Authorization", "Digest response=\"" + "proof ".repeat(2_500) + end);
        assertThat(shown(request)).contains("response=\"***\"").doesNotContain("proof");
    }

    @Test
    void aPasswordInAnAddressEndsWithItsLine() {
        assertThat(REDACTION.redact("a=control:rtsp://cam/?password=abc\r\nm=video 0"))
                .isEqualTo("a=control:rtsp://cam/?password=***\r\nm=video 0");
    }
}
