package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The client's side of authentication.
 *
 * <p>It answers the strongest challenge, and tells a password that was refused from a nonce that
 * grew old: the first is never tried again on this connection, the second is answered at once.
 * <b>Threads:</b> one. Source: RFC 7616 §3.4, RFC 2617 §3.2.2, RFC 7617 §2.
 */
public final class Authenticator {

    /** What a 401 means for the request that got it. */
    public enum Verdict {
        /** Send the request again, with the new header. */
        RETRY,
        /** The credentials were refused. */
        REFUSED,
        /** The server asks for credentials and there are none. */
        MISSING,
        /** The server asks in no way that we know. */
        UNSUPPORTED
    }

    private static final int STALE_IN_A_ROW_MAX = 3;

    private final @Nullable Credentials credentials;
    private final Supplier<String> cnonces;
    private @Nullable AuthChallenge challenge;
    private String cnonce = "";
    private int uses;
    private boolean answered;
    private boolean proven;
    private boolean carried;
    private int staleInARow;

    /**
     * Starts without a challenge.
     *
     * @param credentials what to answer with, or {@code null} for none
     * @param cnonces gives random text for each new challenge
     */
    public Authenticator(@Nullable Credentials credentials, Supplier<String> cnonces) {
        this.credentials = credentials;
        this.cnonces = cnonces;
    }

    /**
     * Takes in a 401.
     *
     * @param response the answer with its challenges
     * @return what to do with the request
     */
    public Verdict onUnauthorized(RtspResponse response) {
        List<AuthChallenge> offered =
                AuthChallenge.parseAll(response.headers().all("WWW-Authenticate"));
        AuthChallenge best = AuthChallenge.strongest(offered);
        if (best == null) {
            return Verdict.UNSUPPORTED;
        }
        if (credentials == null) {
            return Verdict.MISSING;
        }
        if (answered && !isFresh(best)) {
            return Verdict.REFUSED;
        }
        challenge = best;
        cnonce = cnonces.get();
        uses = 0;
        return Verdict.RETRY;
    }

    /**
     * The dialogue goes on over another connection: one answer more may be given there, to another
     * challenge than the one that is known, as some servers have a nonce for each connection.
     */
    public void onNewConnection() {
        carried = challenge != null;
    }

    /** Takes in that a request with our header was granted. */
    public void onGranted() {
        carried = false;
        staleInARow = 0;
        proven = answered;
    }

    /** Whether a request with credentials was granted and none was refused since. */
    public boolean isProven() {
        return proven;
    }

    /**
     * The {@code Authorization} header for a request.
     *
     * @param method the request's method
     * @param uri the request's URI, exactly as sent
     * @return the value, or {@code null} while nobody asked
     */
    public @Nullable String header(String method, String uri) {
        if (challenge == null || credentials == null) {
            return null;
        }
        answered = true;
        if (challenge instanceof DigestChallenge digest) {
            return digest(digest, credentials, method, uri);
        }
        String pair = credentials.user() + ':' + credentials.password();
        byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Whether a challenge after our answer means "again" instead of "no". A new nonce alone does
     * not, as many cameras give one with each refusal; but where our last answer was accepted, the
     * credentials are right and it is the nonce that has grown old.
     */
    private boolean isFresh(AuthChallenge best) {
        if (!(best instanceof DigestChallenge digest)) {
            return false;
        }
        if (carried && isNewNonce(digest)) {
            carried = false;
            return true;
        }
        boolean wasProven = proven && isNewNonce(digest);
        proven = false;
        return wasProven || digest.stale() && ++staleInARow <= STALE_IN_A_ROW_MAX;
    }

    private boolean isNewNonce(DigestChallenge digest) {
        return challenge instanceof DigestChallenge old && !old.nonce().equals(digest.nonce());
    }

    /** With MD5 and no {@code qop}, byte for byte what RFC 2617's examples and old cameras know. */
    private String digest(DigestChallenge digest, Credentials who, String method, String uri) {
        uses++;
        String nc = String.format(Locale.ROOT, "%08x", uses);
        StringBuilder out = new StringBuilder(256).append("Digest ");
        quote(out, "username", AuthText.escape(who.user())).append(", ");
        quote(out, "realm", digest.realm()).append(", ");
        quote(out, "nonce", digest.nonce()).append(", ");
        quote(out, "uri", AuthText.escape(uri)).append(", ");
        quote(out, "response", digest.response(who, method, uri, cnonce, nc));
        if (digest.opaque() != null) {
            quote(out.append(", "), "opaque", digest.opaque());
        }
        boolean legacy = digest.algorithm() == DigestAlgorithm.MD5 && !digest.qopAuth();
        if (!legacy && digest.algorithmNamed()) {
            out.append(", algorithm=").append(digest.algorithm().token());
        }
        if (digest.qopAuth()) {
            out.append(", qop=auth, nc=").append(nc).append(", ");
            quote(out, "cnonce", AuthText.escape(cnonce));
        } else if (digest.algorithm().isSession()) {
            quote(out.append(", "), "cnonce", AuthText.escape(cnonce));
        }
        return out.toString();
    }

    private static StringBuilder quote(StringBuilder out, String name, String escaped) {
        return out.append(name).append("=\"").append(escaped).append('"');
    }
}
