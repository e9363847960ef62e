package reactor.valkka.source.rtsp;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Which certificates a camera may show over {@code rtsps://}.
 *
 * <p>Cameras mostly show certificates that nobody has signed; {@link #pinned} is made for them.
 *
 * <p><b>Threads:</b> making one reads the trust store, so not on a network thread. <b>Errors:</b> a
 * certificate that is not trusted fails the connection with a {@link
 * reactor.valkka.rtsp.RtspConnectionException} that says what was expected and what came.
 *
 * <p><b>Source:</b> RFC 2818 §3.1 for names, RFC 7469 §2.4 for pins of public keys.
 */
public final class TlsTrust {

    private static final String KEY_PIN = "sha256/";
    private static final int SHA_256_BYTES = 32;

    private final String text;
    private final boolean verified;
    private final @Nullable TrustManager manager;
    private final SslContext context;

    /** Trusts what a manager trusts, whatever the name; without one: what the JVM trusts. */
    private TlsTrust(String text, boolean verified, @Nullable TrustManager manager) {
        this.text = text;
        this.verified = verified;
        this.manager = manager;
        SslContextBuilder builder = SslContextBuilder.forClient();
        try {
            context = manager == null
                    ? builder.build()
                    : builder.trustManager(manager)
                            .endpointIdentificationAlgorithm("")
                            .build();
        } catch (SSLException e) {
            throw new ValkkaException("TLS is not to be had: " + e.getMessage(), e);
        }
    }

    /** Trusts what the JVM trusts, for the name or address that the camera is called by. */
    public static TlsTrust system() {
        return new TlsTrust("system", true, null);
    }

    /**
     * Trusts one certificate, whatever it says about names and dates.
     *
     * @param pin SHA-256 of the certificate in hexadecimal digits, as {@code openssl x509
     *     -fingerprint -sha256} prints it, with or without colons; or {@code sha256/} and SHA-256
     *     of its public key in Base64
     * @throws IllegalArgumentException if this is neither
     */
    public static TlsTrust pinned(String pin) {
        boolean ofKey = pin.startsWith(KEY_PIN);
        byte[] expected = ofKey ? base64(pin.substring(KEY_PIN.length())) : hex(pin);
        PinnedCertificate manager = new PinnedCertificate(expected, ofKey);
        return new TlsTrust("pinned " + manager.expected(), true, manager);
    }

    /**
     * Trusts everybody: what is sent cannot be read by who only listens, but by who stands between.
     * {@link CameraState.Playing} shows it, and so does the log.
     */
    public static TlsTrust anything() {
        TrustManager any = InsecureTrustManagerFactory.INSTANCE.getTrustManagers()[0];
        return new TlsTrust("anything", false, any);
    }

    /**
     * Speaks TLS over a connection of your own, such as one to the camera's web server, and trusts
     * the same there. Blocks until both sides have agreed, for as long as a read of the connection
     * may take.
     *
     * @param connection that is open; is closed with what comes back
     * @param host what the camera is called by
     * @throws IOException if the certificate is not trusted, or the camera speaks no TLS
     */
    public SSLSocket over(Socket connection, String host) throws IOException {
        try {
            SSLContext plain = SSLContext.getInstance("TLS");
            plain.init(null, manager == null ? null : new TrustManager[] {manager}, null);
            SSLSocket secured = (SSLSocket) plain.getSocketFactory()
                    .createSocket(connection, host, connection.getPort(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(manager == null ? "HTTPS" : "");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        } catch (GeneralSecurityException e) {
            throw new SSLException("TLS is not to be had: " + e.getMessage(), e);
        }
    }

    private static byte[] hex(String pin) {
        String digits = pin.replace(":", "").strip().toLowerCase(Locale.ROOT);
        try {
            return checked(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static byte[] base64(String pin) {
        try {
            return checked(Base64.getDecoder().decode(pin.strip()));
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static byte[] checked(byte[] digest) {
        if (digest.length != SHA_256_BYTES) {
            throw new IllegalArgumentException("got " + digest.length + " bytes");
        }
        return digest;
    }

    private static IllegalArgumentException unreadable(IllegalArgumentException cause) {
        return new IllegalArgumentException(
                "expected a pin of 64 hexadecimal digits, or sha256/ and 44 characters of Base64: "
                        + cause.getMessage(),
                cause);
    }

    /** Whether the camera's certificate is looked at. */
    boolean isVerified() {
        return verified;
    }

    SslContext context() {
        return context;
    }

    @Override
    public String toString() {
        return text;
    }
}
