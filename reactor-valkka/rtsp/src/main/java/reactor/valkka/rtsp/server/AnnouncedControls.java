package reactor.valkka.rtsp.server;

import reactor.valkka.media.sdp.MediaDescription;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which section of what was announced a SETUP is about. The client has named each by a control URL:
 * behind the address that it announced, or whole.
 *
 * <p>Scheme, host and port are not compared: a server may be known by several. Source: RFC 2326
 * appendix C.1.1.
 */
final class AnnouncedControls {
    /** No section. */
    static final int NONE = -1;

    private static final Pattern AUTHORITY = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/?]*");

    private final String base;
    private final List<String> addresses = new ArrayList<>();

    /**
     * @param announced address of the ANNOUNCE
     * @param media sections of its description
     */
    AnnouncedControls(String announced, List<MediaDescription> media) {
        base = plain(announced);
        media.forEach(section -> addresses.add(address(section.control())));
    }

    private String address(String control) {
        if (control.isEmpty() || control.equals("*")) {
            return base;
        }
        return AUTHORITY.matcher(control).find() ? plain(control) : plain(base + '/' + control);
    }

    private static String plain(String uri) {
        String path = AUTHORITY.matcher(uri).replaceFirst("");
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end).replaceAll("/{2,}", "/");
    }

    /** The section of that address, or {@link #NONE}; the only one has that of the whole, too. */
    int section(String uri) {
        String asked = plain(uri);
        int exact = addresses.indexOf(asked);
        if (exact != NONE) {
            return exact;
        }
        return addresses.size() == 1 && asked.equals(base) ? 0 : NONE;
    }
}
