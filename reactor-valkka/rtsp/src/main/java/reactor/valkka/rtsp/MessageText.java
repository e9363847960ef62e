package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.rtsp.WireListener.Direction;

import java.nio.charset.StandardCharsets;

/** A message as text for people: every line behind an arrow, control characters made visible. */
final class MessageText {

    private static final String CONTINUED = "\n             ";

    private MessageText() {}

    static String of(Direction direction, RtspMessage message) {
        String arrow = direction == Direction.SENT ? "> " : "< ";
        String text = new String(message.encode(), StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(text.length() + 256).append(arrow);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' && i + 1 < text.length()) {
                out.append(CONTINUED).append(arrow);
            } else if (Character.isISOControl(c)) {
                visible(out, text, i);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** A line ends with CR LF; anything else is a quirk that somebody may want to see. */
    private static void visible(StringBuilder out, String text, int at) {
        char c = text.charAt(at);
        boolean endsLine = c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
        if (!endsLine && c != '\n') {
            out.append("\\x").append("%02x".formatted((int) c));
        }
    }
}
