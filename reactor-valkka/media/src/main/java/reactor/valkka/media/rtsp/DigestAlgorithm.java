package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash functions of Digest authentication, weakest first, RFC 7616 §3.3. */
public enum DigestAlgorithm {
    /** The one that every camera knows. */
    MD5("MD5", "MD5", false),
    /** MD5 with a key per session. */
    MD5_SESS("MD5-sess", "MD5", true),
    /** What cameras ask for since about 2020. */
    SHA_256("SHA-256", "SHA-256", false),
    /** SHA-256 with a key per session. */
    SHA_256_SESS("SHA-256-sess", "SHA-256", true),
    /** SHA-512, cut to 256 bits. */
    SHA_512_256("SHA-512-256", "SHA-512/256", false),
    /** SHA-512, cut to 256 bits, with a key per session. */
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

    private final String token;
    private final String hash;
    private final boolean session;

    DigestAlgorithm(String token, String hash, boolean session) {
        this.token = token;
        this.hash = hash;
        this.session = session;
    }

    /**
     * The name in headers.
     *
     * @return the token
     */
    public String token() {
        return token;
    }

    /**
     * Whether the key holds the nonces too.
     *
     * @return whether this is a {@code -sess} variant
     */
    public boolean isSession() {
        return session;
    }

    static @Nullable DigestAlgorithm parse(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return algorithm;
            }
        }
        return null;
    }

    String hex(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance(hash);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK lacks " + hash, missing);
        }
    }
}
