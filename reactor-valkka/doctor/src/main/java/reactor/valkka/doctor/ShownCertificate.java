package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspUri;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The certificate that a camera shows, whether it is trusted or not; nothing is said to it. */
final class ShownCertificate implements X509TrustManager {

    private @Nullable X509Certificate shown;

    private ShownCertificate() {}

    /**
     * SHA-256 as {@code openssl x509 -fingerprint -sha256} prints it; empty where none was shown.
     * Blocks, for the patience at most with each step.
     */
    static String of(RtspUri uri, Duration patience) {
        ShownCertificate look = new ShownCertificate();
        int millis = (int) Math.min(Integer.MAX_VALUE, patience.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.host(), uri.port()), millis);
            socket.setSoTimeout(millis);
            look.at(socket, uri);
        } catch (IOException | GeneralSecurityException over) {
            // Nobody is trusted, so that it always ends like this.
            return look.shown == null ? "" : fingerprint(look.shown);
        }
        return "";
    }

    private void at(Socket socket, RtspUri uri) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {this}, null);
        try (SSLSocket secured = (SSLSocket)
                context.getSocketFactory().createSocket(socket, uri.host(), uri.port(), true)) {
            secured.startHandshake();
        }
    }

    static String fingerprint(Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException unreadable) {
            return "";
        }
    }

    /** Whether a connection failed because of the certificate. */
    static boolean isBehind(@Nullable Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 16; depth++) {
            if (cause instanceof CertificateException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        shown = chain[0];
        throw new CertificateException("it was only looked at");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("there are no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
