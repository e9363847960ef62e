package reactor.valkka.benchmarks.browser;

import reactor.valkka.benchmarks.measure.Delays;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One page that watches one camera. Knows of each unit when it was made, and how much time of the
 * stream passed since the one before: so it sees what is missing.
 */
final class Viewer {
    /** For an answer of the server. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private static final int KIND_MEDIA = 2;
    private static final int MEDIA_TIME_AT = 4;
    private static final int CAPTURED_AT = 12;
    private static final int TEXT_FRAME = 0x81;
    private static final int MASKED = 0x80;
    private static final int NOTHING_YET = -1;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String END_OF_HEADERS = "\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 101 ";

    private final SocketChannel socket;
    private final Tally tally;
    private final SocketMessages messages = new SocketMessages(this::message);
    private long lastMicros = NOTHING_YET;
    private long units;
    private long pingedNanos = System.nanoTime();

    /** What all viewers count together. */
    static final class Tally {
        final Delays delays = new Delays();
        long units;
        long bytes;
        long gaps;

        void clear() {
            delays.clear();
            units = 0;
            bytes = 0;
            gaps = 0;
        }
    }

    /** Connects and asks for a camera, waiting for the answer. */
    Viewer(int port, int camera, Tally tally) throws IOException {
        this.tally = tally;
        int millisMax = (int) ANSWER_MAX.toMillis();
        socket = SocketChannel.open();
        socket.socket()
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millisMax);
        socket.socket().setSoTimeout(millisMax);
        send(String.join(
                "\r\n",
                "GET /socket HTTP/1.1",
                "Host: 127.0.0.1:" + port,
                "Origin: http://127.0.0.1:" + port,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dmFsa2thLWJlbmNoLXZpZXc=",
                "\r\n"));
        awaitAnswer();
        say("watch " + camera);
        socket.configureBlocking(false);
    }

    private void send(String text) throws IOException {
        socket.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void awaitAnswer() throws IOException {
        StringBuilder answer = new StringBuilder();
        // Only the socket's own stream heeds the time for answers.
        InputStream in = socket.socket().getInputStream();
        while (answer.indexOf(END_OF_HEADERS) < 0) {
            int next = read(in, answer);
            if (next < 0) {
                throw new IOException("The server hung up: " + answer);
            }
            answer.append((char) next);
        }
        if (answer.indexOf(ANSWER) != 0) {
            throw new IOException("The server refused: " + answer);
        }
    }

    private static int read(InputStream in, CharSequence answer) throws IOException {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "The server did not answer a viewer within " + ANSWER_MAX.toSeconds()
                            + " s, all it said is '" + answer + "'",
                    e);
        }
    }

    /** A client has to mask what it sends; with zeros that changes nothing. */
    private void say(String command) throws IOException {
        byte[] text = command.getBytes(StandardCharsets.US_ASCII);
        socket.write(ByteBuffer.allocate(2 + Integer.BYTES + text.length)
                .put((byte) TEXT_FRAME)
                .put((byte) (MASKED | text.length))
                .putInt(0)
                .put(text)
                .flip());
    }

    /** Whether nothing came since the beginning, or since {@link #clear()}. */
    boolean isSilent() {
        return units == 0;
    }

    void clear() {
        units = 0;
    }

    SocketChannel socket() {
        return socket;
    }

    /** Reads what there is, and says that it is still there, as pages do. */
    void read(ByteBuffer buffer) throws IOException {
        int length = socket.read(buffer.clear());
        if (length < 0) {
            throw new IOException("The server sent a viewer away");
        }
        messages.read(buffer.flip());
        long now = System.nanoTime();
        if (now - pingedNanos > PING_NANOS) {
            pingedNanos = now;
            say("ping 1");
        }
    }

    private void message(ByteBuffer beginning, long bytes) {
        if (beginning.get(0) != KIND_MEDIA) {
            return;
        }
        long micros = beginning.getLong(MEDIA_TIME_AT);
        if (lastMicros != NOTHING_YET) {
            long steps = Math.round((micros - lastMicros) / (double) BrowserCameras.PERIOD_MICROS);
            tally.gaps += Math.max(0, steps - 1);
        }
        lastMicros = micros;
        units++;
        tally.units++;
        tally.bytes += bytes;
        tally.delays.add(System.nanoTime() - beginning.getLong(CAPTURED_AT) * NANOS_PER_MICRO);
    }
}
