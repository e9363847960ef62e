package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the head of a message, and prints messages.
 *
 * <p>Reading is lenient where cameras are careless: a lone LF ends a line, blanks around names and
 * values are taken off, a line without a colon is skipped, a folded line continues the one before
 * it. Source: RFC 2326 §4 to §7.
 */
public final class RtspText {

    private static final String VERSION = "RTSP/";

    private RtspText() {}

    /**
     * Reads a head: everything up to and including the empty line.
     *
     * @param head the bytes of the head
     * @param limits what is accepted
     * @return the message with an empty body, or {@code null} where the bytes are no RTSP message
     *     or are larger than allowed
     */
    public static @Nullable RtspMessage parseHead(byte[] head, RtspLimits limits) {
        if (head.length > limits.headBytesMax()) {
            return null;
        }
        List<String> lines = lines(new String(head, StandardCharsets.UTF_8));
        if (lines.isEmpty()) {
            return null;
        }
        RtspHeaders headers = headers(lines, limits);
        return headers == null ? null : message(lines.get(0).strip(), headers);
    }

    /**
     * Prints a message; {@code Content-Length} is written from the body where the headers lack it.
     *
     * @param startLine the first line
     * @param headers the header lines
     * @param body the body
     * @return the bytes for the wire
     */
    static byte[] encode(String startLine, RtspHeaders headers, byte[] body) {
        if (startLine.indexOf('\r') >= 0 || startLine.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("line break in the first line of an RTSP message");
        }
        StringBuilder out = new StringBuilder(256).append(startLine).append("\r\n");
        headers.print(out);
        if (body.length > 0 && headers.first("Content-Length") == null) {
            out.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] head = out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[head.length + body.length];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return bytes;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(16);
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                int end = i > start && text.charAt(i - 1) == '\r' ? i - 1 : i;
                if (end > start) {
                    lines.add(text.substring(start, end));
                }
                start = i + 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static @Nullable RtspHeaders headers(List<String> lines, RtspLimits limits) {
        List<RtspHeaders.Line> headers = new ArrayList<>(Math.min(lines.size(), 16));
        String name = "";
        StringBuilder value = new StringBuilder();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            if ((line.charAt(0) == ' ' || line.charAt(0) == '\t') && !name.isEmpty()) {
                value.append(' ').append(clean(line));
            } else if (colon > 0) {
                if (!name.isEmpty()) {
                    headers.add(new RtspHeaders.Line(name, value.toString()));
                }
                if (headers.size() == limits.headersMax()) {
                    return null;
                }
                name = clean(line.substring(0, colon));
                value.setLength(0);
                value.append(clean(line.substring(colon + 1)));
            }
        }
        if (!name.isEmpty()) {
            headers.add(new RtspHeaders.Line(name, value.toString()));
        }
        return RtspHeaders.of(headers);
    }

    private static String clean(String text) {
        return text.replace('\r', ' ').strip();
    }

    private static @Nullable RtspMessage message(String startLine, RtspHeaders headers) {
        return startLine.startsWith(VERSION)
                ? response(startLine, headers)
                : request(startLine, headers);
    }

    private static @Nullable RtspResponse response(String line, RtspHeaders headers) {
        int space = line.indexOf(' ');
        if (space < 0 || line.length() < space + 4) {
            return null;
        }
        String digits = line.substring(space + 1, space + 4);
        for (int i = 0; i < 3; i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return null;
            }
        }
        String reason = line.substring(space + 4).strip();
        return new RtspResponse(Integer.parseInt(digits), reason, headers, new byte[0]);
    }

    private static @Nullable RtspRequest request(String line, RtspHeaders headers) {
        int first = line.indexOf(' ');
        int last = line.lastIndexOf(' ');
        if (first <= 0 || last == first || !line.startsWith(VERSION, last + 1)) {
            return null;
        }
        String uri = line.substring(first + 1, last).strip();
        return uri.isEmpty()
                ? null
                : new RtspRequest(
                        line.substring(0, first),
                        uri,
                        line.substring(last + 1),
                        headers,
                        new byte[0]);
    }
}
