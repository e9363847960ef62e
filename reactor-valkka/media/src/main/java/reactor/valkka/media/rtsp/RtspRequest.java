package reactor.valkka.media.rtsp;

import java.util.Objects;

/**
 * A request, RFC 2326 §6. The method is text, so that a server can answer one that it does not
 * know.
 *
 * @param method the method's name
 * @param uri the request URI, without credentials
 * @param version the protocol as it stood behind the URI, {@code RTSP/1.0} in what we make
 * @param headers the header lines
 * @param body the body, possibly empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record RtspRequest(
        String method, String uri, String version, RtspHeaders headers, byte[] body)
        implements RtspMessage {

    /** The version that is spoken here. */
    public static final String VERSION = "RTSP/1.0";

    private static final byte[] NONE = new byte[0];

    /** Refuses missing parts. */
    public RtspRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /**
     * A request of the version that is spoken here.
     *
     * @param method the method's name
     * @param uri the request URI, without credentials
     * @param headers the header lines
     * @param body the body, possibly empty
     */
    public RtspRequest(String method, String uri, RtspHeaders headers, byte[] body) {
        this(method, uri, VERSION, headers, body);
    }

    /**
     * A request without headers and body.
     *
     * @param method the method
     * @param uri the request URI
     * @return the request
     */
    public static RtspRequest of(RtspMethod method, String uri) {
        return new RtspRequest(method.name(), uri, RtspHeaders.empty(), NONE);
    }

    /**
     * A copy with this header as the only one of its name.
     *
     * @param name the header's name
     * @param value its value
     * @return the changed request
     */
    public RtspRequest header(String name, String value) {
        return new RtspRequest(method, uri, version, headers.with(name, value), body);
    }

    /**
     * Whether the request is of that method.
     *
     * @param wanted the method asked for
     * @return whether it is this one
     */
    public boolean is(RtspMethod wanted) {
        return method.equals(wanted.name());
    }

    @Override
    public RtspRequest withBody(byte[] newBody) {
        return new RtspRequest(method, uri, version, headers, newBody);
    }

    @Override
    public byte[] encode() {
        return RtspText.encode(method + ' ' + uri + ' ' + version, headers, body);
    }

    @Override
    public String toString() {
        return method + ' ' + RtspUri.redact(uri) + ' ' + headers + " body " + body.length;
    }
}
