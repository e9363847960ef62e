package reactor.valkka.media.sdp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins the base URL of a description with the control URL of a section.
 *
 * <p>RFC 2326 §C.1.1 joins as RFC 1808 does, which replaces the last segment of a base without a
 * trailing slash. Most servers mean "append", also behind a query, and most clients do that. So
 * there are up to two answers, the usual one first; a client tries the second when the first is not
 * found.
 */
public final class ControlUrl {

    private ControlUrl() {}

    /**
     * The URL that control URLs are relative to. A scheme that stands twice ({@code
     * rtsp://rtsp://host/}) counts once.
     *
     * @param requested the URL of the DESCRIBE request
     * @param contentBase the answer's {@code Content-Base}
     * @param contentLocation the answer's {@code Content-Location}
     * @return the first of base, location and request that is absolute
     */
    public static String base(
            String requested, @Nullable String contentBase, @Nullable String contentLocation) {
        if (contentBase != null && isAbsolute(contentBase.strip())) {
            return withOneScheme(contentBase.strip());
        }
        if (contentLocation != null && isAbsolute(contentLocation.strip())) {
            return withOneScheme(contentLocation.strip());
        }
        return requested;
    }

    /**
     * The URLs that a control attribute may mean.
     *
     * @param base the base URL
     * @param control the attribute's value; empty and {@code *} mean the base itself
     * @return one or two absolute URLs, the likelier one first
     */
    public static List<String> candidates(String base, String control) {
        if (control.isEmpty() || control.equals("*")) {
            return List.of(base);
        }
        if (isAbsolute(control)) {
            return List.of(withOneScheme(control));
        }
        List<String> urls = new ArrayList<>(2);
        boolean rooted = control.startsWith("/");
        String appended = append(base, control);
        String joined = join(base, control);
        urls.add(rooted ? joined : appended);
        String other = rooted ? appended : joined;
        if (!urls.contains(other)) {
            urls.add(other);
        }
        return urls;
    }

    private static String withOneScheme(String url) {
        int at = 0;
        int rest = url.indexOf("//") + 2;
        while (isAbsolute(url, rest)) {
            at = rest;
            rest = url.indexOf("//", at) + 2;
        }
        return url.substring(at);
    }

    private static boolean isAbsolute(String url) {
        return isAbsolute(url, 0);
    }

    private static boolean isAbsolute(String text, int at) {
        return text.regionMatches(true, at, "rtsp://", 0, 7)
                || text.regionMatches(true, at, "rtsps://", 0, 8);
    }

    private static String append(String base, String control) {
        boolean slash = base.endsWith("/");
        char first = control.charAt(0);
        if (first == '/' && slash) {
            return base + control.substring(1);
        }
        return slash || first == '/' || first == '?' ? base + control : base + '/' + control;
    }

    private static String join(String base, String control) {
        int authority = base.indexOf("//") + 2;
        int path = base.indexOf('/', authority);
        int query = base.indexOf('?', authority);
        int pathEnd = query < 0 ? base.length() : query;
        if (path < 0 || path > pathEnd) {
            return base.substring(0, pathEnd) + (control.startsWith("/") ? "" : "/") + control;
        }
        if (control.startsWith("/")) {
            return base.substring(0, path) + control;
        }
        if (control.startsWith("?")) {
            return base.substring(0, pathEnd) + control;
        }
        return base.substring(0, base.lastIndexOf('/', pathEnd - 1) + 1) + control;
    }
}
