package reactor.valkka.rtsp.server;

/** How clients may prove who they are; offered in the order in which they are named. */
public enum AuthScheme {
    /** Digest with SHA-256, RFC 7616. */
    DIGEST_SHA_256,
    /** Digest with MD5, RFC 2617: what every client knows. */
    DIGEST_MD5,
    /** The password as it is, RFC 7617: for connections that are encrypted. */
    BASIC
}
