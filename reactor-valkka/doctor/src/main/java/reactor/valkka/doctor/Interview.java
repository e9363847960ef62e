package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One connection in which a camera is asked one thing after the other; packets that come between
 * are passed over.
 *
 * <p><b>Threads:</b> blocks the calling one, at most for the given time for each question. {@link
 * #leave()} and {@link #close()} may come from any; the latter ends a question at once.
 */
final class Interview implements AutoCloseable {

    private static final int INTERLEAVED_HEADER_BYTES = 3;

    private final Wire wire;
    private final Duration patience;
    private final Authenticator authenticator;
    private @Nullable InputStream in;
    private volatile @Nullable String session;
    private volatile int cseq;
    private @Nullable RtspRequest goodbye;
    private boolean leaving;
    private boolean left;

    /**
     * Nothing is said yet.
     *
     * @param wire that carries it, and is closed with it
     * @param credentials that may be given to the camera
     * @param patience for each answer
     */
    Interview(Wire wire, @Nullable Credentials credentials, Duration patience) {
        this.wire = wire;
        this.patience = patience;
        authenticator = new Authenticator(credentials, () -> UUID.randomUUID().toString());
    }

    void connect() throws IOException {
        wire.connect();
        in = new BufferedInputStream(wire.in());
    }

    /**
     * Asks, proves who we are where the camera wants that, and gives the answer.
     *
     * @return the answer, or {@code null} where none came in time
     * @throws IOException if the connection ends
     */
    @Nullable
    RtspResponse ask(RtspRequest request) throws IOException {
        RtspResponse response = askOnce(request);
        boolean again = response != null
                && response.status() == 401
                && authenticator.onUnauthorized(response) == Authenticator.Verdict.RETRY;
        return again ? askOnce(request) : response;
    }

    private @Nullable RtspResponse askOnce(RtspRequest request) throws IOException {
        int asked = say(request);
        RtspResponse response = answer(System.nanoTime() + patience.toNanos());
        if (cseq != asked) {
            throw new IOException("the goodbye was said");
        }
        if (response != null && response.isSuccess()) {
            authenticator.onGranted();
            String header = response.headers().first("Session");
            session = header == null ? session : header.split(";", 2)[0].strip();
        }
        return response;
    }

    private synchronized int say(RtspRequest request) throws IOException {
        if (left) {
            throw new IOException("the goodbye was said");
        }
        int number = ++cseq;
        RtspRequest numbered = request.header("CSeq", Integer.toString(number))
                .header("User-Agent", "reactor-valkka");
        String granted = session;
        if (granted != null) {
            numbered = numbered.header("Session", granted);
        }
        String proof = authenticator.header(request.method(), request.uri());
        if (proof != null) {
            numbered = numbered.header("Authorization", proof);
        }
        wire.say(numbered.encode());
        return number;
    }

    /**
     * From now on there is a session, which ends with this.
     *
     * @return false where somebody wants to leave already
     */
    synchronized boolean endsWith(RtspRequest request) {
        goodbye = request;
        return !leaving;
    }

    /** Says it, unless it has been said, and waits for the answer. */
    void sayGoodbye() throws IOException {
        RtspRequest last = takeGoodbye();
        if (last != null) {
            ask(last);
        }
    }

    /** Ends the session now: what was asked before is not waited for, and nothing asked after. */
    synchronized void leave() {
        leaving = true;
        RtspRequest last = takeGoodbye();
        try {
            if (last != null) {
                say(last);
                left = true;
            }
        } catch (IOException gone) {
            // so is the session
            return;
        }
    }

    private synchronized @Nullable RtspRequest takeGoodbye() {
        RtspRequest last = goodbye;
        goodbye = null;
        return last;
    }

    private @Nullable RtspResponse answer(long deadline) throws IOException {
        try {
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return null;
                }
                wire.heard().setSoTimeout((int) left);
                RtspMessage message = message();
                if (message instanceof RtspResponse response
                        && (response.cseq() < 0 || response.cseq() == cseq)) {
                    return response;
                }
            }
        } catch (SocketTimeoutException silence) {
            return null;
        }
    }

    /** The next message, or {@code null} where a packet came instead. */
    private @Nullable RtspMessage message() throws IOException {
        InputStream from = in;
        int first = from == null ? -1 : from.read();
        if (from == null || first < 0) {
            throw new EOFException("the camera closed the connection");
        }
        if (first == '$') {
            byte[] header = from.readNBytes(INTERLEAVED_HEADER_BYTES);
            int length = header.length < INTERLEAVED_HEADER_BYTES
                    ? 0
                    : (header[1] & 0xFF) << 8 | header[2] & 0xFF;
            from.readNBytes(length);
            return null;
        }
        return first <= ' ' ? null : message(from, first);
    }

    /** Everything to the empty line. */
    static byte[] head(InputStream from, int first) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(256);
        head.write(first);
        int lineEnds = 0;
        while (lineEnds < 2) {
            int next = from.read();
            if (next < 0 || head.size() > RtspLimits.DEFAULT.headBytesMax()) {
                throw new EOFException("the camera's answer has no end");
            }
            head.write(next);
            if (next != '\r') {
                lineEnds = next == '\n' ? lineEnds + 1 : 0;
            }
        }
        return head.toByteArray();
    }

    private static RtspMessage message(InputStream from, int first) throws IOException {
        RtspMessage message = RtspText.parseHead(head(from, first), RtspLimits.DEFAULT);
        if (message == null || message.contentLength() > RtspLimits.DEFAULT.bodyBytesMax()) {
            throw new IOException("the camera's answer is no RTSP");
        }
        return message.withBody(from.readNBytes(message.contentLength()));
    }

    /** What {@link ShownCertificate#fingerprint} says of the camera's; empty without TLS. */
    String certificate() throws IOException {
        Certificate shown = wire.certificate();
        return shown == null ? "" : ShownCertificate.fingerprint(shown);
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
