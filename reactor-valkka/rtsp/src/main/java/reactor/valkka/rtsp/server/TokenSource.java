package reactor.valkka.rtsp.server;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Texts that nobody can guess, for session ids and nonces: a counter under a secret key. Asking the
 * operating system for randomness may block, so that is done once, before there is a connection.
 *
 * <p><b>Threads:</b> any; never blocks. <b>Source:</b> RFC 2326 §3.4 asks for eight octets of
 * randomness, here are sixteen.
 */
public final class TokenSource {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES_MIN = 16;
    private static final int TOKEN_BYTES = 16;

    private final SecretKeySpec key;
    private final AtomicLong count = new AtomicLong();

    /**
     * A source of its own.
     *
     * @param secret at least 16 random bytes
     */
    public TokenSource(byte[] secret) {
        if (secret.length < KEY_BYTES_MIN) {
            throw new IllegalArgumentException("a secret of " + secret.length + " bytes");
        }
        key = new SecretKeySpec(secret.clone(), ALGORITHM);
    }

    /** The next text: 32 hex digits. */
    public String next() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] counted = ByteBuffer.allocate(Long.BYTES)
                    .putLong(count.getAndIncrement())
                    .array();
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(counted), TOKEN_BYTES));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK lacks " + ALGORITHM, missing);
        }
    }

    @Override
    public String toString() {
        return "TokenSource[***]";
    }
}
