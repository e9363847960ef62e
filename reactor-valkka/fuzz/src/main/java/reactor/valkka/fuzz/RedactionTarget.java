package reactor.valkka.fuzz;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.Redaction;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What strangers are shown. An input is a secret between two texts, with a byte 0 behind the first
 * and behind the secret: whatever stands around a password, a key or a proof, it is hidden.
 */
final class RedactionTarget implements FuzzTarget {
    private static final String SECRET = "s3cret-Pa55";
    private static final Pattern PROOF = Pattern.compile("response=\"([0-9a-f]{32})\"");
    private static final int SECRET_CHARS_MIN = 6;
    private static final Credentials CREDENTIALS = Credentials.of("admin", SECRET);
    private static final Redaction REDACTION = new Redaction(CREDENTIALS);

    @Override
    public void run(byte[] input) {
        String[] parts = new String(input, StandardCharsets.UTF_8).split("\0", 3);
        String before = parts[0];
        String secret = parts.length > 1 ? parts[1] : "";
        String after = parts.length > 2 ? parts[2] : "";
        hides(SECRET, before, after);
        if (isGood(secret, "/\"")) {
            hides(secret, before + "rtsp://joe:", "@192.0.2.7/" + after);
        }
        if (isGood(secret, "|")) {
            hides(secret, before + "\na=crypto:1 F8_128_HMAC_SHA1_80 inline:", '|' + after);
        }
        proof(before, after);
    }

    /** Long enough not to be a part of something else, and of what may stand there. */
    private static boolean isGood(String secret, String delimiters) {
        return secret.length() >= SECRET_CHARS_MIN
                && secret.chars()
                        .noneMatch(c -> Character.isWhitespace(c)
                                || Character.isISOControl(c)
                                || c == '*'
                                || delimiters.indexOf(c) >= 0);
    }

    private static void hides(String secret, String before, String after) {
        if (!(before + after).contains(secret)) {
            refuse(secret, REDACTION.redact(before + secret + after));
        }
    }

    private static void refuse(String secret, String shown) {
        if (shown.contains(secret)) {
            throw new IllegalStateException(secret + " is shown in " + shown);
        }
    }

    /** A camera chooses realm, nonce and address; none brings the answer to light. */
    private static void proof(String realm, String uri) {
        Authenticator authenticator = new Authenticator(CREDENTIALS, () -> "0a4f113b");
        authenticator.onUnauthorized(RtspResponse.of(401)
                .plus(
                        "WWW-Authenticate",
                        line("Digest realm=\"" + realm + "\", nonce=\"7\", algorithm=MD5")));
        String header = authenticator.header("SETUP", line(uri));
        if (header == null) {
            return;
        }
        RtspRequest request = RtspRequest.of(RtspMethod.SETUP, "*").header("Authorization", header);
        String shown = REDACTION.summary(request);
        PROOF.matcher(header).results().forEach(found -> refuse(found.group(1), shown));
    }

    private static String line(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }
}
