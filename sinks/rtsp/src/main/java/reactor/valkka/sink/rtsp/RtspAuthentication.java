package reactor.valkka.sink.rtsp;

import reactor.valkka.rtsp.server.AuthScheme;

import java.util.List;

/**
 * How readers may prove that they know a password. Has a meaning where there are {@link
 * RtspServer#credentials credentials}.
 *
 * <p><b>Source:</b> RFC 7616, RFC 2617, RFC 7617.
 */
public enum RtspAuthentication {
    /** {@link #DIGEST}, and over TLS {@link #BASIC} too. */
    DEFAULT(AuthScheme.DIGEST_SHA_256, AuthScheme.DIGEST_MD5),
    /** Digest with SHA-256, and with MD5 for clients that know nothing better; most do not. */
    DIGEST(AuthScheme.DIGEST_SHA_256, AuthScheme.DIGEST_MD5),
    /** Digest with SHA-256 only. FFmpeg before 7, VLC and GStreamer cannot do that. */
    DIGEST_SHA_256(AuthScheme.DIGEST_SHA_256),
    /** Digest with MD5 only, for clients that stumble over two offers. */
    DIGEST_MD5(AuthScheme.DIGEST_MD5),
    /** The password as it is: for networks in which nobody listens, or over TLS. */
    BASIC(AuthScheme.BASIC),
    /** Whatever the reader likes best. */
    ANY(AuthScheme.DIGEST_SHA_256, AuthScheme.DIGEST_MD5, AuthScheme.BASIC);

    private final List<AuthScheme> schemes;

    RtspAuthentication(AuthScheme... schemes) {
        this.schemes = List.of(schemes);
    }

    List<AuthScheme> schemes(boolean encrypted) {
        return this == DEFAULT && encrypted ? ANY.schemes : schemes;
    }
}
