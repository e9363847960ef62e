package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What an {@code Authorization} header says of itself, before anything of it is believed: by this a
 * server finds the challenge that it answers. {@link AuthorizationCheck} then tells whether it
 * proves anything.
 *
 * <p>Holds no secret. Source: RFC 7616 §3.4, RFC 2617 §3.2.2.
 *
 * @param nonce the random text that is answered, as it stands between the quotes
 * @param uri the URI that was signed
 * @param algorithm the hash function; MD5 where none is named
 * @param qopAuth whether {@code qop=auth} was used; clients that never learnt it answer without
 * @param uses how many times the client says that it has used the nonce; 0 without {@code qop}
 */
public record DigestAnswer(
        String nonce, String uri, DigestAlgorithm algorithm, boolean qopAuth, long uses) {

    /**
     * Reads a header.
     *
     * @param header the header's value
     * @return what it says, or {@code null} where it is no Digest or says too little
     */
    public static @Nullable DigestAnswer parse(String header) {
        List<AuthText.Scheme> schemes = AuthText.schemes(header);
        if (schemes.size() != 1 || !schemes.get(0).name().equalsIgnoreCase("digest")) {
            return null;
        }
        Map<String, String> given = schemes.get(0).parameters();
        String nonce = given.get("nonce");
        String uri = given.get("uri");
        String named = given.get("algorithm");
        DigestAlgorithm algorithm =
                named == null ? DigestAlgorithm.MD5 : DigestAlgorithm.parse(named.strip());
        String qop = given.get("qop");
        if (nonce == null || uri == null || algorithm == null) {
            return null;
        }
        if (qop != null && !qop.strip().equalsIgnoreCase("auth")) {
            return null;
        }
        long uses = Math.max(0, Numbers.hex(given.getOrDefault("nc", "")));
        return new DigestAnswer(
                nonce, AuthText.unescape(uri), algorithm, qop != null, qop == null ? 0 : uses);
    }

    /**
     * The challenge that it claims to answer; whether its nonce was ever given is another question.
     *
     * @param realm the protection space of the server
     * @return the challenge as this client understood it
     */
    public DigestChallenge challenge(String realm) {
        return new DigestChallenge(
                AuthText.escape(realm), nonce, algorithm, true, qopAuth, null, false);
    }
}
