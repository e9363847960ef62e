package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the host in an address whose credentials may hold any character. */
final class RtspUriReader {

    private static final Pattern SCHEME = Pattern.compile("(?i)(rtsp|rtsps|rtspu)://");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|(\\w(?:[\\w.-]*\\w)?\\.?))"
                    + "(?::(\\d{1,5}))?(?=[/?]|$)");
    private static final Pattern ADDRESS = Pattern.compile("(?:\\d{1,3}\\.){3}\\d{1,3}");
    private static final Pattern DOTTED = Pattern.compile("(?i).*\\.[a-z]{2,}\\.?|localhost");

    /** A place where the host may begin. */
    private record Place(int at, String host, int port, int end, boolean clear) {}

    private RtspUriReader() {}

    static RtspUri read(String text) {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            throw new IllegalArgumentException("an RTSP address begins with rtsp:// or rtsps://");
        }
        String name = scheme.group(1).toLowerCase(Locale.ROOT);
        String rest = text.substring(scheme.end());
        Place place = place(rest);
        if (place == null) {
            throw new IllegalArgumentException(
                    "no host, or a port beyond 65535, in the RTSP address; give credentials with"
                            + " special characters apart");
        }
        int port = place.port < 0 ? RtspUri.defaultPort(name) : place.port;
        String path = rest.substring(place.end);
        return new RtspUri(name, place.host, port, path, credentials(rest, place.at));
    }

    private static @Nullable Place place(String rest) {
        Place plain = placeAt(rest, 0);
        if (plain != null
                && (plain.clear && !isUserAndNumber(rest, plain) || !hasColon(rest, plain))) {
            return plain;
        }
        Place withPath = null;
        Place last = null;
        for (int at = rest.indexOf('@'); at >= 0; at = rest.indexOf('@', at + 1)) {
            Place candidate = at == 0 ? null : placeAt(rest, at + 1);
            if (candidate != null && candidate.clear) {
                return candidate;
            }
            if (candidate != null) {
                last = candidate;
                withPath = candidate.end < rest.length() ? candidate : withPath;
            }
        }
        if (withPath != null || last != null) {
            return withPath != null ? withPath : last;
        }
        return plain;
    }

    /** {@code admin:123/4@10.0.0.7/s}: a bare name and a number before an {@code @} further on. */
    private static boolean isUserAndNumber(String rest, Place plain) {
        return hasColon(rest, plain) && !isNamed(plain.host) && rest.indexOf('@', plain.end) >= 0;
    }

    private static boolean hasColon(String rest, Place plain) {
        return rest.indexOf(':') >= 0
                && rest.indexOf(':') < plain.end
                && plain.host.indexOf(':') < 0;
    }

    private static @Nullable Place placeAt(String rest, int at) {
        Matcher host = HOST.matcher(rest).region(at, rest.length());
        if (!host.lookingAt()) {
            return null;
        }
        int port = host.group(3) == null ? -1 : Integer.parseInt(host.group(3));
        if (port > 65535 || port == 0) {
            return null;
        }
        boolean v6 = host.group(1) != null;
        String name = v6 ? host.group(1) : host.group(2);
        return new Place(at, name, port, host.end(), v6 || port > 0 || isNamed(name));
    }

    private static boolean isNamed(String host) {
        return host.indexOf(':') >= 0
                || ADDRESS.matcher(host).matches()
                || DOTTED.matcher(host).matches();
    }

    private static @Nullable Credentials credentials(String rest, int hostAt) {
        if (hostAt == 0) {
            return null;
        }
        String info = rest.substring(0, hostAt - 1);
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        String password = colon < 0 ? "" : info.substring(colon + 1);
        return new Credentials(decode(user), decode(password));
    }

    /** Decodes the escapes that are valid and leaves the others as they stand. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
            if (bytes[i] == '%' && high >= 0 && low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
