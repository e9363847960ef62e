package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.AuthChallenge;
import reactor.valkka.media.rtsp.AuthorizationCheck;
import reactor.valkka.media.rtsp.Credentials;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * Who may open a half of a tunnel.
 *
 * @param expected the right credentials
 * @param challenge what is asked
 * @param halves at which of them: {@code GET}, {@code POST}
 */
record TunnelGuard(Credentials expected, AuthChallenge challenge, Set<String> halves) {

    private static final String AUTHORIZATION = "authorization:";

    /** Whether a request with this head may pass. */
    boolean passes(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String[] line = text.lines().findFirst().orElse("").split(" ", 3);
        return line.length < 3
                || !halves.contains(line[0])
                || AuthorizationCheck.passes(
                        authorization(text), challenge, expected, line[0], line[1]);
    }

    static boolean bringsCredentials(byte[] head) {
        return authorization(new String(head, StandardCharsets.ISO_8859_1)) != null;
    }

    private static @Nullable String authorization(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION))
                .map(line -> line.substring(AUTHORIZATION.length()).strip())
                .findFirst()
                .orElse(null);
    }

    byte[] refusal() {
        return ("HTTP/1.0 401 Unauthorized\r\nConnection: close\r\nWWW-Authenticate: "
                        + challenge.print() + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
