package reactor.valkka.media.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.valkka.media.rtsp.Authenticator.Verdict;

import java.util.List;

class AuthenticatorTest {

    private static final Credentials MUFASA = Credentials.of("Mufasa", "Circle of Life");

    private static RtspResponse challenge(String... values) {
        RtspResponse response = RtspResponse.of(401);
        for (String value : values) {
            response = response.plus("WWW-Authenticate", value);
        }
        return response;
    }

    private static Authenticator after(String challenge, Credentials who, String cnonce) {
        Authenticator authenticator = new Authenticator(who, () -> cnonce);
        assertThat(authenticator.onUnauthorized(challenge(challenge))).isEqualTo(Verdict.RETRY);
        return authenticator;
    }

    @Test
    void saysNothingBeforeItIsAsked() {
        assertThat(new Authenticator(MUFASA, () -> "").header("OPTIONS", "*")).isNull();
    }

    @Test
    void legacyHeaderIsByteForByteTheOneOfRfc2617WithoutQop() {
        Authenticator authenticator = after(
                "Digest realm=\"testrealm@host.com\","
                        + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\"",
                Credentials.of("Mufasa", "Circle Of Life"),
                "unused");
        assertThat(authenticator.header("GET", "/dir/index.html"))
                .isEqualTo("Digest username=\"Mufasa\", realm=\"testrealm@host.com\","
                        + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                        + " uri=\"/dir/index.html\","
                        + " response=\"670fd8c2df070c60b045671b8b24ff02\"");
    }

    @Test
    void answersTheExampleOfRfc2617WithQop() {
        Authenticator authenticator = after(
                "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
                        + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                        + " opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
                Credentials.of("Mufasa", "Circle Of Life"),
                "0a4f113b");
        assertThat(authenticator.header("GET", "/dir/index.html"))
                .contains("response=\"6629fae49393a05397450978507c4ef1\"")
                .contains("qop=auth, nc=00000001, cnonce=\"0a4f113b\"");
    }

    @Test
    void answersTheExampleOfRfc7616() {
        Authenticator authenticator = after(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\","
                        + " algorithm=SHA-256,"
                        + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                        + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"",
                MUFASA,
                "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        assertThat(authenticator.header("GET", "/dir/index.html"))
                .contains("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")
                .contains("algorithm=SHA-256");
    }

    @Test
    void countsTheUsesOfANonce() {
        Authenticator authenticator =
                after("Digest realm=\"r\", nonce=\"n\", qop=\"auth\"", MUFASA, "c");
        assertThat(authenticator.header("OPTIONS", "*")).contains("nc=00000001");
        assertThat(authenticator.header("OPTIONS", "*")).contains("nc=00000002");
    }

    @Test
    void answersTheStrongestOfSeveralChallenges() {
        Authenticator authenticator = new Authenticator(MUFASA, () -> "c");
        authenticator.onUnauthorized(challenge(
                "Basic realm=\"cam\"",
                "Digest realm=\"cam\", nonce=\"1\", algorithm=MD5, qop=\"auth\", "
                        + "Digest realm=\"cam\", nonce=\"2\", algorithm=SHA-256, qop=\"auth\"",
                "Digest realm=\"cam\", nonce=\"3\", algorithm=SHA-3, qop=\"auth\""));
        assertThat(authenticator.header("OPTIONS", "*"))
                .contains("nonce=\"2\"")
                .contains("algorithm=SHA-256");
    }

    @Test
    void answersBasic() {
        Authenticator authenticator =
                after("Basic realm=\"WallyWorld\"", Credentials.of("Aladdin", "open sesame"), "");
        assertThat(authenticator.header("OPTIONS", "*"))
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @Test
    void aSecondRefusalIsFinalEvenWithANewNonce() {
        Authenticator authenticator = after("Digest realm=\"r\", nonce=\"1\"", MUFASA, "c");
        authenticator.header("DESCRIBE", "u");
        assertThat(authenticator.onUnauthorized(challenge("Digest realm=\"r\", nonce=\"2\"")))
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void aStaleNonceIsAnsweredAgainButNotForEver() {
        Authenticator authenticator = after("Digest realm=\"r\", nonce=\"1\"", MUFASA, "c");
        for (int i = 0; i < 3; i++) {
            authenticator.header("DESCRIBE", "u");
            assertThat(authenticator.onUnauthorized(
                            challenge("Digest realm=\"r\", nonce=\"2\", stale=TRUE")))
                    .isEqualTo(Verdict.RETRY);
        }
        authenticator.header("DESCRIBE", "u");
        assertThat(authenticator.onUnauthorized(
                        challenge("Digest realm=\"r\", nonce=\"2\", stale=true")))
                .isEqualTo(Verdict.REFUSED);
    }

    @Test
    void tellsMissingCredentialsFromAnUnknownScheme() {
        Authenticator nobody = new Authenticator(null, () -> "");
        assertThat(nobody.onUnauthorized(challenge("Basic realm=\"r\"")))
                .isEqualTo(Verdict.MISSING);
        assertThat(nobody.onUnauthorized(challenge("Negotiate"))).isEqualTo(Verdict.UNSUPPORTED);
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void theServersSideAcceptsTheClientsAnswerAndNoOther(DigestAlgorithm algorithm) {
        Credentials odd = Credentials.of("us\"er", "pa:ss\\@#%/ ü");
        DigestChallenge challenge = DigestChallenge.modern("a \"realm\"", "n0", algorithm);
        Authenticator client = after(challenge.print(), odd, "cn");
        String uri = "rtsp://h/1";
        String header = client.header("PLAY", uri);
        assertThat(AuthorizationCheck.passes(header, challenge, odd, "PLAY", uri))
                .isTrue();
        assertThat(AuthorizationCheck.passes(header, challenge, odd, "SETUP", uri))
                .isFalse();
        assertThat(AuthorizationCheck.passes(header, challenge, MUFASA, "PLAY", uri))
                .isFalse();
        assertThat(AuthorizationCheck.passes(null, challenge, odd, "PLAY", uri)).isFalse();
        assertThat(AuthorizationCheck.passes(header, challenge, odd, "PLAY", "rtsp://h/2"))
                .as("another address than the one that was signed")
                .isFalse();
    }

    @Test
    void theServersSideAcceptsBasic() {
        BasicChallenge challenge = new BasicChallenge("r");
        String header = after(challenge.print(), MUFASA, "").header("PLAY", "u");
        assertThat(AuthorizationCheck.passes(header, challenge, MUFASA, "PLAY", "u"))
                .isTrue();
        assertThat(AuthorizationCheck.passes("Basic !", challenge, MUFASA, "PLAY", "u"))
                .isFalse();
        assertThat(AuthorizationCheck.passes("Digest x", challenge, MUFASA, "PLAY", "u"))
                .isFalse();
    }

    @Test
    void damagedChallengesAreLeftOut() {
        assertThat(AuthChallenge.parseAll(List.of(
                        "",
                        ",,=",
                        "Digest realm=\"no nonce\"",
                        "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"",
                        "Digest realm=\"never closed")))
                .isEmpty();
    }

    @Test
    void credentialsNeverShowThePassword() {
        assertThat(MUFASA.toString()).contains("Mufasa").doesNotContain("Circle");
    }

    /** Cameras that were given the name of a Windows domain: {@code unq} takes the quotes only. */
    @Test
    void aBackslashInARealmIsHashedAndGivenBackAsItCame() {
        Authenticator authenticator =
                after("Digest realm=\"WORK\\cam\", nonce=\"a\\\"b\", opaque=\"c\\d\"", MUFASA, "c");
        DigestAlgorithm md5 = DigestAlgorithm.MD5;
        String secret = md5.hex("Mufasa:WORK\\cam:" + MUFASA.password());
        String response = md5.hex(secret + ":a\\\"b:" + md5.hex("PLAY:u"));
        assertThat(authenticator.header("PLAY", "u"))
                .contains("realm=\"WORK\\cam\", nonce=\"a\\\"b\"", "opaque=\"c\\d\"")
                .contains("response=\"" + response + '"');
    }

    @Test
    void aQuotationThatNeverEndsDoesNotEscapeOurs() {
        Authenticator authenticator = after("Digest realm=\"r\", nonce=\"n\\", MUFASA, "c");
        assertThat(authenticator.header("PLAY", "u")).contains("nonce=\"n\", uri=\"u\"");
    }
}
