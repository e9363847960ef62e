package reactor.valkka.media.rtsp;

import java.nio.charset.StandardCharsets;

/**
 * What a client says first in the two connections of a tunnel through HTTP: a GET in whose answer
 * the camera speaks, and a POST in whose body it hears. A cookie says that they belong together.
 *
 * <p>The length that the POST names is the one that QuickTime named; cameras look at it as little
 * as at the end of it.
 *
 * <p><b>Threads:</b> one. <b>Source:</b> Apple, Tunnelling RTSP and RTP over HTTP.
 */
public final class TunnelRequests {
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int RTSP_PORT = 554;
    private static final int RTSPS_PORT = 322;

    private final RtspUri uri;
    private final String path;
    private final String cookie;
    private final Authenticator authenticator;

    /**
     * Begins a tunnel.
     *
     * @param uri what the dialogue will be about
     * @param cookie hardly repeats itself; letters and digits, 22 of them as QuickTime's
     * @param authenticator says who we are, where it has been challenged
     */
    public TunnelRequests(RtspUri uri, String cookie, Authenticator authenticator) {
        this.uri = uri;
        this.cookie = cookie;
        this.authenticator = authenticator;
        path = uri.path().startsWith("/") ? uri.path() : '/' + uri.path();
    }

    /** The port of a camera's web server, unless the address names one of its own. */
    public static int port(RtspUri uri) {
        boolean secured = uri.scheme().equals("rtsps");
        boolean named = uri.port() != (secured ? RTSPS_PORT : RTSP_PORT);
        return named ? uri.port() : secured ? HTTPS_PORT : HTTP_PORT;
    }

    /** The request in whose answer the camera speaks. */
    public byte[] get() {
        return head("GET", "");
    }

    /** The head of the request in whose body the camera hears. */
    public byte[] post() {
        return head(
                "POST",
                "Content-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n"
                        + "Expires: Sun, 9 Jan 1972 00:00:00 GMT\r\n");
    }

    private byte[] head(String method, String more) {
        String host = uri.host().indexOf(':') >= 0 ? '[' + uri.host() + ']' : uri.host();
        String proof = authenticator.header(method, path);
        String text = method + ' ' + path + " HTTP/1.0\r\n"
                + "Host: " + host + "\r\n"
                + "User-Agent: reactor-valkka\r\n"
                + "x-sessioncookie: " + cookie + "\r\n"
                + "Accept: application/x-rtsp-tunnelled\r\n"
                + "Pragma: no-cache\r\n"
                + "Cache-Control: no-cache\r\n"
                + (proof == null ? "" : "Authorization: " + proof + "\r\n")
                + more + "\r\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
