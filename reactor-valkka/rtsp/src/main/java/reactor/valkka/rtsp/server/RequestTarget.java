package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request URI asks for: a mount, and perhaps one of its tracks.
 *
 * <p>Lenient where clients are: slashes too many, at the end or between; a query that is kept, with
 * the track behind or before it; percent escapes; a path without scheme and host.
 *
 * @param base what the tracks' addresses begin with, ends with a slash
 * @param path the mount, without slashes at its ends; {@code *} where everything is meant
 * @param track the track's number, or {@link #NONE}
 */
public record RequestTarget(String base, String path, int track) {
    /** No track: the whole presentation. */
    public static final int NONE = -1;

    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?]*");
    private static final String CONTROL = "trackid=";
    private static final int TRACK_DIGITS_MAX = 3;

    /**
     * Reads a request URI.
     *
     * @return what it asks for, or {@code null} where it holds what no URI may hold
     */
    public static @Nullable RequestTarget parse(String uri) {
        if (!isPrintable(uri)) {
            return null;
        }
        Matcher authority = AUTHORITY.matcher(uri);
        int from = authority.lookingAt() ? authority.end() : 0;
        String rest = uri.substring(from);
        int track = NONE;
        int control = rest.toLowerCase(Locale.ROOT).lastIndexOf(CONTROL);
        if (control > 0 && "/?&".indexOf(rest.charAt(control - 1)) >= 0) {
            track = number(rest, control + CONTROL.length());
            rest = track == NONE ? rest : rest.substring(0, control - 1);
        }
        int query = rest.indexOf('?');
        String written = withoutEndingSlashes(query < 0 ? rest : rest.substring(0, query));
        String base = withoutUser(uri.substring(0, from)) + written + '/';
        return new RequestTarget(base, path(written), track);
    }

    /** What a client wrote of itself is not said again in the answers. */
    private static String withoutUser(String authority) {
        int user = authority.lastIndexOf('@');
        return user < 0
                ? authority
                : authority.substring(0, authority.indexOf("//") + 2)
                        + authority.substring(user + 1);
    }

    /**
     * The one way to write the path of a mount: without slashes at its ends and without empty
     * segments; escapes are decoded.
     */
    public static String path(String written) {
        StringBuilder path = new StringBuilder(written.length());
        for (String segment : decode(written).split("/", -1)) {
            if (!segment.isEmpty()) {
                path.append(path.length() == 0 ? "" : "/").append(segment);
            }
        }
        return path.toString();
    }

    /** The address of a track, as the description names it. */
    String trackUri(int index) {
        return base + "trackID=" + index;
    }

    private static boolean isPrintable(String uri) {
        return uri.chars().noneMatch(c -> c <= ' ' || c == 0x7F);
    }

    private static String withoutEndingSlashes(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }

    private static int number(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        boolean ends = end == text.length() || "/?&".indexOf(text.charAt(end)) >= 0;
        boolean fits = end > start && end - start <= TRACK_DIGITS_MAX;
        return ends && fits ? Integer.parseInt(text.substring(start, end)) : NONE;
    }

    /** Decodes the escapes that are valid and leaves the others as they stand. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            boolean escape = bytes[i] == '%' && high >= 0 && low >= 0;
            out.write(escape ? high * 16 + low : bytes[i]);
            i += escape ? 2 : 0;
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
