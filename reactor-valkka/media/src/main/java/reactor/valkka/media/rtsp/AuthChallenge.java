package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a server asks for with status 401: one entry of {@code WWW-Authenticate}.
 *
 * <p>A server may offer several; {@link #strongest} chooses. Source: RFC 7235 §4.1, RFC 7616 §3.3.
 */
public sealed interface AuthChallenge permits BasicChallenge, DigestChallenge {

    /**
     * The protection space.
     *
     * @return the realm
     */
    String realm();

    /**
     * How good the protection is; the larger wins.
     *
     * @return a rank
     */
    int strength();

    /**
     * The header's value, as a server sends it.
     *
     * @return the printed challenge
     */
    String print();

    /**
     * Reads all challenges of all {@code WWW-Authenticate} headers; unknown schemes are left out.
     *
     * @param values the header values, each with one or more challenges
     * @return the challenges in order
     */
    static List<AuthChallenge> parseAll(List<String> values) {
        List<AuthChallenge> challenges = new ArrayList<>(values.size());
        for (String value : values) {
            for (AuthText.Scheme scheme : AuthText.schemes(value)) {
                AuthChallenge challenge = of(scheme.name(), scheme.parameters());
                if (challenge != null) {
                    challenges.add(challenge);
                }
            }
        }
        return challenges;
    }

    /**
     * The challenge to answer.
     *
     * @param challenges what was offered
     * @return the strongest one, the first among equals; {@code null} where there is none
     */
    static @Nullable AuthChallenge strongest(List<AuthChallenge> challenges) {
        AuthChallenge best = null;
        for (AuthChallenge challenge : challenges) {
            if (best == null || challenge.strength() > best.strength()) {
                best = challenge;
            }
        }
        return best;
    }

    private static @Nullable AuthChallenge of(String scheme, Map<String, String> parameters) {
        String realm = parameters.getOrDefault("realm", "");
        if (scheme.equalsIgnoreCase("basic")) {
            return new BasicChallenge(AuthText.unescape(realm));
        }
        return scheme.equalsIgnoreCase("digest") ? DigestChallenge.of(realm, parameters) : null;
    }
}
