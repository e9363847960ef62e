package reactor.valkka.benchmarks.fanout;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The least that an RTSP client says until it is played to: one connection, one track of video. */
final class Dialog implements AutoCloseable {

    private static final int BUFFER_BYTES = 4 << 10;
    private static final int ANSWER_MILLIS_MAX = 10_000;
    private static final Pattern CONTROL =
            Pattern.compile("m=video.*?a=control:(\\S+)", Pattern.DOTALL);
    private static final Pattern SESSION = Pattern.compile("(?im)^Session: *([^;\\s]+)");
    private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");
    private static final Pattern BASE = Pattern.compile("(?im)^Content-Base: *(\\S+)");
    private static final Pattern PORT = Pattern.compile("(?i)server_port=(\\d+)");

    private final URI uri;
    private final SocketChannel channel;
    private final ByteBuffer input = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private String session = "";
    private int sequence;

    /**
     * Connects.
     *
     * @param receiveBytes what the kernel may hold for this reader; 0 leaves that to the kernel
     */
    Dialog(URI uri, int receiveBytes) throws IOException {
        this.uri = uri;
        channel = SocketChannel.open();
        if (receiveBytes > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
        }
        InetAddress host = InetAddress.getByName(uri.getHost());
        channel.socket().connect(new InetSocketAddress(host, uri.getPort()), ANSWER_MILLIS_MAX);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setSoTimeout(ANSWER_MILLIS_MAX);
    }

    /** What the server said to one request. */
    private record Answer(String head, String body) {

        String find(Pattern pattern, String otherwise) {
            Matcher matcher = pattern.matcher(head);
            return matcher.find() ? matcher.group(1) : otherwise;
        }
    }

    /**
     * DESCRIBE, SETUP, PLAY.
     *
     * @param transport the header of SETUP
     * @return the port that the server sends from, 0 over TCP
     */
    int play(String transport) throws IOException {
        Answer described = ask("DESCRIBE", uri.toString(), "Accept: application/sdp\r\n");
        Matcher control = CONTROL.matcher(described.body());
        if (!control.find()) {
            throw new IOException("no video in the description: " + described.body());
        }
        String base = described.find(BASE, uri.toString());
        String track = control.group(1).contains("://")
                ? control.group(1)
                : base + (base.endsWith("/") ? "" : "/") + control.group(1);
        Answer setUp = ask("SETUP", track, "Transport: " + transport + "\r\n");
        session = setUp.find(SESSION, "");
        ask("PLAY", base, "Range: npt=0-\r\n");
        return Integer.parseInt(setUp.find(PORT, "0"));
    }

    private Answer ask(String method, String target, String headers) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(request(method, target, headers));
        while (request.hasRemaining()) {
            channel.write(request);
        }
        String head = head();
        if (!head.startsWith("RTSP/1.0 200")) {
            throw new IOException(method + " " + target + ": " + head.lines().findFirst());
        }
        Matcher length = LENGTH.matcher(head);
        byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
        for (int i = 0; i < body.length; i++) {
            body[i] = next();
        }
        return new Answer(head, new String(body, StandardCharsets.UTF_8));
    }

    private byte[] request(String method, String target, String headers) {
        sequence++;
        String text = method + ' ' + target + " RTSP/1.0\r\nCSeq: " + sequence + "\r\n"
                + "User-Agent: valkka-fanout\r\n"
                + (session.isEmpty() ? "" : "Session: " + session + "\r\n") + headers + "\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The head of the next answer; packets in front of it are passed over. */
    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            byte next = next();
            if (head.length() == 0 && next == '$') {
                next();
                for (int left = (next() & 0xFF) << 8 | next() & 0xFF; left > 0; left--) {
                    next();
                }
            } else {
                head.append((char) next);
            }
        }
        return head.toString();
    }

    private byte next() throws IOException {
        if (!input.hasRemaining()) {
            // Only the socket's own stream heeds the time for answers.
            int read = channel.socket().getInputStream().read(input.array());
            if (read < 0) {
                throw new EOFException("the server hung up");
            }
            input.clear().limit(read);
        }
        return input.get();
    }

    /** What came behind the last answer. */
    ByteBuffer rest() {
        return input;
    }

    SocketChannel channel() {
        return channel;
    }

    /** What keeps the session alive. */
    byte[] sign() {
        return request("OPTIONS", uri.toString(), "");
    }

    /** What ends it. */
    byte[] goodbye() {
        return request("TEARDOWN", uri.toString(), "");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
