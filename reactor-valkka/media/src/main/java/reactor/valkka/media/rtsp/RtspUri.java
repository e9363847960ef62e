package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a camera is: scheme, host, port, and a path that is kept as it was written.
 *
 * <p>Reading is lenient. Credentials in front of the host may hold any character, also {@code # @ /
 * ? %}; they are taken out and are part of no text that this class gives, but {@link
 * #credentials()}. Valid percent escapes in them are decoded. Where a text can be read in two ways,
 * the one whose host is an address, a dotted name or has a port wins; a user who wants no guessing
 * gives credentials apart from the address.
 *
 * <p>{@code toString()} also hides passwords that some vendors put into the path or the query.
 * Source: RFC 2326 §3.2, RFC 3986 §3.2.
 *
 * @param scheme {@code rtsp}, {@code rtsps} or {@code rtspu}
 * @param host name or address; IPv6 without brackets
 * @param port the port, 554 (322 for {@code rtsps}) where none was written
 * @param path everything behind the authority, beginning with {@code /} or {@code ?}, or empty
 * @param credentials the credentials that stood before the host
 */
public record RtspUri(
        String scheme,
        String host,
        int port,
        String path,
        @Nullable Credentials credentials) {

    private static final Pattern SECRET = Pattern.compile("(?i)((?:password|passwd|pass|pwd)[=:])"
            + "[^&/?;\\r\\n]*?(?=_channel|[&/?;\\r\\n]|\\z)");

    /** Refuses missing parts. */
    public RtspUri {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(path, "path");
    }

    /**
     * Reads an address.
     *
     * @param text the address as a person writes it
     * @return its parts
     * @throws IllegalArgumentException if this is no RTSP address; the message does not repeat the
     *     text
     */
    public static RtspUri parse(String text) {
        return RtspUriReader.read(text.strip());
    }

    /**
     * The address as it goes into a request line.
     *
     * @return the address without credentials
     */
    public String requestUri() {
        return scheme + "://" + authority() + path;
    }

    /**
     * Host and port, as a log names a camera.
     *
     * @return {@code host:port}, IPv6 in brackets
     */
    public String peer() {
        return bracketed() + ':' + port;
    }

    /**
     * The same place without credentials.
     *
     * @return the address
     */
    public RtspUri withoutCredentials() {
        return credentials == null ? this : new RtspUri(scheme, host, port, path, null);
    }

    /**
     * Hides what looks like a password in an address or a path.
     *
     * @param text any text with an address
     * @return the text for logs
     */
    public static String redact(String text) {
        return SECRET.matcher(text).replaceAll("$1***");
    }

    static int defaultPort(String scheme) {
        return scheme.toLowerCase(Locale.ROOT).equals("rtsps") ? 322 : 554;
    }

    private String authority() {
        return port == defaultPort(scheme) ? bracketed() : bracketed() + ':' + port;
    }

    private String bracketed() {
        return host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    }

    @Override
    public String toString() {
        return redact(requestUri());
    }
}
