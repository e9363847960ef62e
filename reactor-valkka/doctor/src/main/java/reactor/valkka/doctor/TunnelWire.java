package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.source.rtsp.TlsTrust;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

/**
 * RTSP inside two HTTP connections: the camera speaks in the answer to a GET and hears the body of
 * a POST. Who is asked at the POST alone who he is gets no further: nothing is heard of it.
 *
 * <p><b>Source:</b> Apple, Tunnelling RTSP and RTP over HTTP.
 */
final class TunnelWire extends Wire {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int RTSP_PORT = 554;
    private static final int RTSPS_PORT = 322;
    private static final int UNAUTHORIZED = 401;
    private static final String VERSION = "RTSP/1.0";

    private final RtspUri uri;
    private final String path;
    private final String cookie = random();
    private final Authenticator authenticator;
    private @Nullable Socket get;
    private @Nullable InputStream in;
    private @Nullable Socket post;

    TunnelWire(
            RtspUri uri,
            @Nullable Credentials credentials,
            @Nullable TlsTrust trust,
            Duration patience) {
        super(uri, trust, patience);
        this.uri = uri;
        path = uri.path().startsWith("/") ? uri.path() : '/' + uri.path();
        authenticator = new Authenticator(credentials, TunnelWire::random);
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 22);
    }

    /** That of the camera's web server, unless the address names one of its own. */
    private int port() {
        boolean secured = uri.scheme().equals("rtsps");
        boolean named = uri.port() != (secured ? RTSPS_PORT : RTSP_PORT);
        return named ? uri.port() : secured ? HTTPS_PORT : HTTP_PORT;
    }

    @Override
    void connect() throws IOException {
        RtspResponse answer = ask();
        if (answer.status() == UNAUTHORIZED
                && authenticator.onUnauthorized(answer) == Authenticator.Verdict.RETRY) {
            connected(get).close();
            answer = ask();
        }
        if (!answer.isSuccess()) {
            throw new IOException("HTTP " + answer.status() + " to the GET of a tunnel");
        }
        authenticator.onGranted();
        Socket hears = open(port());
        post = hears;
        hears.getOutputStream()
                .write(head(
                        "POST",
                        "Content-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n"
                                + "Expires: Sun, 9 Jan 1972 00:00:00 GMT\r\n"));
    }

    /** Asks for the half in which the camera speaks. */
    private RtspResponse ask() throws IOException {
        Socket speaks = open(port());
        get = speaks;
        speaks.getOutputStream().write(head("GET", ""));
        InputStream said = new BufferedInputStream(speaks.getInputStream());
        in = said;
        String text = new String(Interview.head(said, said.read()), StandardCharsets.ISO_8859_1);
        // But for its first word a head of HTTP is one of RTSP.
        String same = VERSION + text.substring(Math.max(0, text.indexOf(' ')));
        byte[] bytes = same.getBytes(StandardCharsets.ISO_8859_1);
        if (RtspText.parseHead(bytes, RtspLimits.DEFAULT) instanceof RtspResponse response) {
            return response;
        }
        throw new IOException("the answer to the GET of a tunnel is no HTTP");
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

    @Override
    Socket heard() throws IOException {
        return connected(get);
    }

    @Override
    InputStream in() throws IOException {
        InputStream said = in;
        return said == null ? super.in() : said;
    }

    @Override
    void say(byte[] bytes) throws IOException {
        connected(post).getOutputStream().write(Base64.getEncoder().encode(bytes));
    }
}
