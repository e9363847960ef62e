package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TunnelRequests;
import reactor.valkka.source.rtsp.TlsTrust;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * RTSP inside two HTTP connections: the camera speaks in the answer to a GET and hears the body of
 * a POST. Who is asked at the POST alone who he is gets no further: nothing is heard of it.
 *
 * <p><b>Source:</b> Apple, Tunnelling RTSP and RTP over HTTP.
 */
final class TunnelWire extends Wire {

    private static final int UNAUTHORIZED = 401;
    private static final String VERSION = "RTSP/1.0";

    private final int port;
    private final Authenticator authenticator;
    private final TunnelRequests requests;
    private @Nullable Socket get;
    private @Nullable InputStream in;
    private @Nullable Socket post;

    TunnelWire(
            RtspUri uri,
            @Nullable Credentials credentials,
            @Nullable TlsTrust trust,
            Duration patience) {
        super(uri, trust, patience);
        port = TunnelRequests.port(uri);
        authenticator = new Authenticator(credentials, TunnelWire::random);
        requests = new TunnelRequests(uri, random(), authenticator);
    }

    /** Not of the system's source, for which an event loop might have to wait. */
    private static String random() {
        byte[] bytes = new byte[11];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
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
        Socket hears = open(port);
        post = hears;
        hears.getOutputStream().write(requests.post());
    }

    /** Asks for the half in which the camera speaks. */
    private RtspResponse ask() throws IOException {
        Socket speaks = open(port);
        get = speaks;
        speaks.getOutputStream().write(requests.get());
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
