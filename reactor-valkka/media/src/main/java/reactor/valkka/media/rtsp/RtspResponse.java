package reactor.valkka.media.rtsp;

import java.util.Objects;

/**
 * A response, RFC 2326 §7.
 *
 * @param status the three-digit status
 * @param reason the reason phrase, possibly empty
 * @param headers the header lines
 * @param body the body, possibly empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record RtspResponse(int status, String reason, RtspHeaders headers, byte[] body)
        implements RtspMessage {

    private static final byte[] NONE = new byte[0];

    /** Refuses missing parts. */
    public RtspResponse {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /**
     * A response without headers and body, with the standard's phrase for its status.
     *
     * @param status the status
     * @return the response
     */
    public static RtspResponse of(int status) {
        return new RtspResponse(status, phrase(status), RtspHeaders.empty(), NONE);
    }

    /**
     * The response to a request: its {@code CSeq} is copied.
     *
     * @param request what is answered
     * @param status the status
     * @return the response
     */
    public static RtspResponse to(RtspRequest request, int status) {
        RtspResponse response = of(status);
        String cseq = request.headers().first("CSeq");
        return cseq == null ? response : response.header("CSeq", cseq);
    }

    /**
     * A copy with this header as the only one of its name.
     *
     * @param name the header's name
     * @param value its value
     * @return the changed response
     */
    public RtspResponse header(String name, String value) {
        return new RtspResponse(status, reason, headers.with(name, value), body);
    }

    /**
     * A copy with one more header of this name.
     *
     * @param name the header's name
     * @param value its value
     * @return the changed response
     */
    public RtspResponse plus(String name, String value) {
        return new RtspResponse(status, reason, headers.plus(name, value), body);
    }

    /**
     * A copy without the headers of that name.
     *
     * @param name the header's name
     * @return the changed response
     */
    public RtspResponse without(String name) {
        return new RtspResponse(status, reason, headers.without(name), body);
    }

    /**
     * Whether the request was granted.
     *
     * @return whether the status is 2xx
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    @Override
    public RtspResponse withBody(byte[] newBody) {
        return new RtspResponse(status, reason, headers, newBody);
    }

    @Override
    public byte[] encode() {
        return RtspText.encode("RTSP/1.0 " + status + ' ' + reason, headers, body);
    }

    @Override
    public String toString() {
        return status + " " + reason + ' ' + headers + " body " + body.length;
    }

    private static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 301 -> "Moved Permanently";
            case 302 -> "Moved Temporarily";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 413 -> "Request Entity Too Large";
            case 415 -> "Unsupported Media Type";
            case 451 -> "Parameter Not Understood";
            case 453 -> "Not Enough Bandwidth";
            case 454 -> "Session Not Found";
            case 455 -> "Method Not Valid in This State";
            case 459 -> "Aggregate Operation Not Allowed";
            case 460 -> "Only Aggregate Operation Allowed";
            case 461 -> "Unsupported Transport";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 505 -> "RTSP Version Not Supported";
            case 551 -> "Option not supported";
            default -> "Status " + status;
        };
    }
}
