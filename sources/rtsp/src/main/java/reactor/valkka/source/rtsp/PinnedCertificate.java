package reactor.valkka.source.rtsp;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Lets in who shows one certificate, or one public key. */
final class PinnedCertificate extends X509ExtendedTrustManager {

    private final byte[] digest;
    private final boolean ofKey;

    PinnedCertificate(byte[] digest, boolean ofKey) {
        this.digest = digest.clone();
        this.ofKey = ofKey;
    }

    /** What it expects, as it is written. */
    String expected() {
        return print(digest);
    }

    private String print(byte[] value) {
        return ofKey
                ? "sha256/" + Base64.getEncoder().encodeToString(value)
                : HexFormat.of().formatHex(value);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        byte[] shown = digestOf(chain[0]);
        if (!MessageDigest.isEqual(digest, shown)) {
            throw new CertificateException("the camera's certificate is another one: expected "
                    + expected() + ", it is " + print(shown));
        }
    }

    private byte[] digestOf(X509Certificate certificate) throws CertificateException {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return sha256.digest(
                    ofKey ? certificate.getPublicKey().getEncoded() : certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the camera's certificate cannot be read", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
