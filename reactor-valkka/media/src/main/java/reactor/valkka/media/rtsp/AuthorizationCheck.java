package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The server's side of authentication: does an {@code Authorization} header fit the challenge?
 *
 * <p>How long it takes says nothing of where a proof differs from the right one. Source: RFC 7616
 * §3.4.6, RFC 7617 §2.
 */
public final class AuthorizationCheck {

    private AuthorizationCheck() {}

    /**
     * Checks one header.
     *
     * @param header the header's value, or {@code null} where the request has none
     * @param challenge what was asked for
     * @param expected the right credentials
     * @param method the request's method
     * @param uri the request's URI, as it was sent: no other one may have been signed
     * @return whether the request may pass
     */
    public static boolean passes(
            @Nullable String header,
            AuthChallenge challenge,
            Credentials expected,
            String method,
            String uri) {
        if (header == null) {
            return false;
        }
        if (challenge instanceof DigestChallenge digest) {
            List<AuthText.Scheme> schemes = AuthText.schemes(header);
            return schemes.size() == 1
                    && schemes.get(0).name().equalsIgnoreCase("digest")
                    && digest(schemes.get(0).parameters(), digest, expected, method, uri);
        }
        return basic(header, expected);
    }

    private static boolean basic(String header, Credentials expected) {
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return false;
        }
        String pair = expected.user() + ':' + expected.password();
        byte[] right = pair.getBytes(StandardCharsets.UTF_8);
        try {
            return MessageDigest.isEqual(
                    right, Base64.getDecoder().decode(header.substring(6).strip()));
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private static boolean digest(
            Map<String, String> given,
            DigestChallenge challenge,
            Credentials who,
            String method,
            String uri) {
        boolean same = who.user().equals(AuthText.unescape(given.getOrDefault("username", "")))
                && challenge.realm().equals(given.get("realm"))
                && challenge.nonce().equals(given.get("nonce"))
                && uri.equals(AuthText.unescape(given.getOrDefault("uri", "")));
        String response = given.get("response");
        if (!same || response == null) {
            return false;
        }
        String right = challenge.response(
                who, method, uri, given.getOrDefault("cnonce", ""), given.getOrDefault("nc", ""));
        return MessageDigest.isEqual(
                right.getBytes(StandardCharsets.US_ASCII),
                response.getBytes(StandardCharsets.US_ASCII));
    }
}
