package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;

/**
 * A Digest challenge, RFC 7616 §3.3, or one of its ancestors, RFC 2617 and RFC 2069.
 *
 * @param realm the protection space, as it stands between the quotes
 * @param nonce the server's random text, as it stands between the quotes
 * @param algorithm the hash function; MD5 where the server names none
 * @param algorithmNamed whether the server named it
 * @param qopAuth whether the server wants {@code qop=auth}; otherwise the legacy calculation
 * @param opaque text to be given back unchanged, as it stands between the quotes
 * @param stale whether only the nonce was too old and the password was right
 */
public record DigestChallenge(
        String realm,
        String nonce,
        DigestAlgorithm algorithm,
        boolean algorithmNamed,
        boolean qopAuth,
        @Nullable String opaque,
        boolean stale)
        implements AuthChallenge {

    /**
     * A challenge as old cameras send it: MD5, without {@code qop}.
     *
     * @param realm the protection space
     * @param nonce the random text
     * @return the challenge
     */
    public static DigestChallenge legacy(String realm, String nonce) {
        return of(realm, nonce, DigestAlgorithm.MD5, false);
    }

    /**
     * A challenge with {@code qop=auth}.
     *
     * @param realm the protection space
     * @param nonce the random text
     * @param algorithm the hash function
     * @return the challenge
     */
    public static DigestChallenge modern(String realm, String nonce, DigestAlgorithm algorithm) {
        return of(realm, nonce, algorithm, true);
    }

    private static DigestChallenge of(
            String realm, String nonce, DigestAlgorithm algorithm, boolean modern) {
        return new DigestChallenge(
                AuthText.escape(realm),
                AuthText.escape(nonce),
                algorithm,
                modern,
                modern,
                null,
                false);
    }

    static @Nullable DigestChallenge of(String realm, Map<String, String> parameters) {
        String named = parameters.get("algorithm");
        DigestAlgorithm algorithm =
                named == null ? DigestAlgorithm.MD5 : DigestAlgorithm.parse(named.strip());
        String nonce = parameters.get("nonce");
        String qop = parameters.get("qop");
        boolean auth = qop != null && offersAuth(qop);
        if (algorithm == null || nonce == null || (qop != null && !qop.isBlank() && !auth)) {
            return null;
        }
        boolean stale = "true".equalsIgnoreCase(parameters.get("stale"));
        return new DigestChallenge(
                realm, nonce, algorithm, named != null, auth, parameters.get("opaque"), stale);
    }

    private static boolean offersAuth(String qop) {
        for (String option : qop.split("[,\\s]+", -1)) {
            if (option.toLowerCase(Locale.ROOT).equals("auth")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int strength() {
        return 1 + 2 * algorithm.ordinal() + (qopAuth ? 1 : 0);
    }

    @Override
    public String print() {
        StringBuilder out = new StringBuilder("Digest realm=\"").append(realm);
        out.append("\", nonce=\"").append(nonce).append('"');
        if (opaque != null) {
            out.append(", opaque=\"").append(opaque).append('"');
        }
        if (algorithmNamed) {
            out.append(", algorithm=").append(algorithm.token());
        }
        if (qopAuth) {
            out.append(", qop=\"auth\"");
        }
        return out.append(stale ? ", stale=TRUE" : "").toString();
    }

    /**
     * The response of RFC 7616 §3.4.1.
     *
     * @param credentials who asks
     * @param method the request's method
     * @param uri the request's URI
     * @param cnonce the client's random text; read with {@code qop} and {@code -sess} only
     * @param nc the number of uses of the nonce, eight hex digits; read with {@code qop} only
     * @return the hash in lower-case hex
     */
    String response(Credentials credentials, String method, String uri, String cnonce, String nc) {
        String secret =
                algorithm.hex(credentials.user() + ':' + realm + ':' + credentials.password());
        if (algorithm.isSession()) {
            secret = algorithm.hex(secret + ':' + nonce + ':' + cnonce);
        }
        String request = algorithm.hex(method + ':' + uri);
        String use = qopAuth ? nonce + ':' + nc + ':' + cnonce + ":auth" : nonce;
        return algorithm.hex(secret + ':' + use + ':' + request);
    }
}
