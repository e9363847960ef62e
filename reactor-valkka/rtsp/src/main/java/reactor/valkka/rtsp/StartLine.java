package reactor.valkka.rtsp;

import io.netty.buffer.ByteBuf;

/**
 * Whether a message begins somewhere in a buffer, told without a copy of it: garbage may look like
 * a message in many places.
 */
final class StartLine {

    private static final int METHOD_BYTES_MAX = 16;
    private static final int STATUS_DIGITS = 3;
    private static final byte[] VERSION = {'R', 'T', 'S', 'P', '/'};

    private StartLine() {}

    /** Methods are capitals and underscores, a status line begins with its protocol. */
    static boolean mayBeginAt(ByteBuf in, int start) {
        int end = Math.min(in.writerIndex(), start + METHOD_BYTES_MAX);
        for (int at = start; at < end; at++) {
            byte c = in.getByte(at);
            if (c == ' ' || c == '/') {
                return at > start + 2;
            }
            if ((c < 'A' || c > 'Z') && c != '_') {
                return false;
            }
        }
        return end < start + METHOD_BYTES_MAX;
    }

    /** Whether a whole line says what a request or an answer says first. */
    static boolean isAt(ByteBuf in, int start) {
        int end = in.indexOf(start, in.writerIndex(), (byte) '\n');
        int space = end < 0 ? -1 : in.indexOf(start, end, (byte) ' ');
        if (space < 0) {
            return false;
        }
        return hasVersion(in, start, end)
                ? hasStatus(in, space + 1, end)
                : endsWithVersion(in, space, end);
    }

    private static boolean hasStatus(ByteBuf in, int start, int end) {
        for (int at = start; at < start + STATUS_DIGITS; at++) {
            if (at >= end || in.getByte(at) < '0' || in.getByte(at) > '9') {
                return false;
            }
        }
        return true;
    }

    /** A method, something in the middle, and the version behind the last space. */
    private static boolean endsWithVersion(ByteBuf in, int firstSpace, int end) {
        int last = end;
        while (last > firstSpace && Character.isWhitespace(in.getByte(last - 1))) {
            last--;
        }
        int space = last - 1;
        while (space > firstSpace && in.getByte(space) != ' ') {
            space--;
        }
        for (int at = firstSpace; at < space; at++) {
            if (!Character.isWhitespace(in.getByte(at))) {
                return hasVersion(in, space + 1, last);
            }
        }
        return false;
    }

    private static boolean hasVersion(ByteBuf in, int start, int end) {
        if (start + VERSION.length > end) {
            return false;
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (in.getByte(start + i) != VERSION[i]) {
                return false;
            }
        }
        return true;
    }
}
