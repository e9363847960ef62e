package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/**
 * A request or a response, RFC 2326 §4.
 *
 * <p>Immutable but for the body's array, which is the message's own and is not copied: nobody
 * writes to it after the message was made.
 */
public sealed interface RtspMessage permits RtspRequest, RtspResponse {

    /**
     * The header lines.
     *
     * @return the headers
     */
    RtspHeaders headers();

    /**
     * The body.
     *
     * @return the bytes behind the empty line, possibly none
     */
    byte[] body();

    /**
     * The message with another body; {@code Content-Length} is not touched.
     *
     * @param body the bytes
     * @return the changed message
     */
    RtspMessage withBody(byte[] body);

    /**
     * The message as it goes over the wire; {@code Content-Length} is written where there is a
     * body.
     *
     * @return the bytes
     */
    byte[] encode();

    /**
     * The sequence number that ties a response to its request.
     *
     * @return {@code CSeq}, at most {@link Integer#MAX_VALUE}; -1 where it is missing or no
     *     number
     */
    default int cseq() {
        return number(headers().first("CSeq"));
    }

    /**
     * How many bytes of body the headers announce.
     *
     * @return {@code Content-Length}, at most {@link Integer#MAX_VALUE}; 0 where it is missing
     *     or no number
     */
    default int contentLength() {
        return Math.max(0, number(headers().first("Content-Length")));
    }

    /**
     * The body as text.
     *
     * @return the body read as UTF-8
     */
    default String bodyText() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    private static int number(@Nullable String value) {
        if (value == null) {
            return -1;
        }
        String digits = value.strip();
        long number = digits.isEmpty() ? -1 : 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = Math.min(Integer.MAX_VALUE, number * 10 + (c - '0'));
        }
        return (int) number;
    }
}
