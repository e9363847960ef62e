package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * RTSP inside two HTTP connections that name the same session cookie: the camera speaks in the
 * answer to a GET and hears, in base64, the body of a POST.
 *
 * <p><b>Source:</b> Apple, Tunnelling RTSP and RTP over HTTP.
 */
final class HttpTunnels {

    private static final int OTHER_HALF_SECONDS_MAX = 5;
    private static final String COOKIE = "x-sessioncookie:";

    private final Map<String, Tunnel> tunnels = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** The two halves, which may come in any order. */
    private static final class Tunnel {
        final CompletableFuture<InputStream> body = new CompletableFuture<>();
        final CompletableFuture<Boolean> over = new CompletableFuture<>();
    }

    /**
     * The cookie of a request, or {@code null} where this is no half of a tunnel.
     *
     * @param head everything up to the empty line
     */
    static @Nullable String cookie(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String first = text.lines().findFirst().orElse("");
        if (!first.contains(" HTTP/1.")) {
            return null;
        }
        return text.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(COOKIE))
                .map(line -> line.substring(COOKIE.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** Waits for the POST; gives what comes in it. */
    InputStream heardBy(String cookie) throws IOException {
        return get(tunnel(cookie).body);
    }

    /** Gives the body of a POST to the GET, and waits until that has ended. */
    void heard(String cookie, InputStream body) throws IOException {
        Tunnel tunnel = tunnel(cookie);
        tunnel.body.complete(new Decoded(body));
        try {
            tunnel.over.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    /** A half that comes when all have ended ends, too. */
    private Tunnel tunnel(String cookie) {
        Tunnel tunnel = tunnels.computeIfAbsent(cookie, ignored -> new Tunnel());
        if (closed) {
            over(cookie);
        }
        return tunnel;
    }

    /** The GET has ended. */
    void over(String cookie) {
        Tunnel tunnel = tunnels.remove(cookie);
        if (tunnel != null) {
            tunnel.over.complete(true);
            tunnel.body.completeExceptionally(new EOFException("the tunnel has ended"));
        }
    }

    /** New ones may come. */
    void open() {
        closed = false;
    }

    /** All have ended, and those that come until {@link #open()}. */
    void close() {
        closed = true;
        tunnels.keySet().forEach(this::over);
    }

    private static InputStream get(CompletableFuture<InputStream> body) throws IOException {
        try {
            return body.get(OTHER_HALF_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the POST of a tunnel did not come", e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    /** Base64 in groups of four; padding may stand anywhere, as each message is coded alone. */
    private static final class Decoded extends InputStream {
        private final InputStream in;
        private byte[] group = new byte[0];
        private int at;

        Decoded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            while (at == group.length) {
                byte[] digits = new byte[4];
                for (int i = 0; i < digits.length; ) {
                    int next = in.read();
                    if (next < 0) {
                        return -1;
                    }
                    if (next > ' ') {
                        digits[i++] = (byte) next;
                    }
                }
                group = decode(digits);
                at = 0;
            }
            return group[at++] & 0xFF;
        }

        private static byte[] decode(byte[] digits) throws IOException {
            try {
                return Base64.getDecoder().decode(digits);
            } catch (IllegalArgumentException e) {
                throw new EOFException("no base64 in a tunnel");
            }
        }
    }
}
