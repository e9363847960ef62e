package reactor.valkka.benchmarks.farm;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.PortPair;
import reactor.valkka.media.rtsp.TransportHeader;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dialog with one client: as much of RTSP as clients say to a camera that refuses nothing. */
final class FarmConnection {

    private static final int INPUT_BYTES = 8 << 10;
    private static final int PACKET_HEADER_BYTES = 4;
    private static final Pattern REQUEST = Pattern.compile("^(\\S+) (\\S+) RTSP/1\\.0");
    private static final Pattern SEQUENCE = Pattern.compile("(?im)^CSeq: *(\\d+)");
    private static final Pattern TRANSPORT = Pattern.compile("(?im)^Transport: *(.+?)\\r?$");
    private static final Pattern NUMBER = Pattern.compile("/(\\d+)");

    private final SocketChannel socket;
    private final FarmPorts ports;
    private final PreparedFootage footage;
    private final ByteBuffer input = ByteBuffer.allocate(INPUT_BYTES);
    private @Nullable TransportHeader transport;
    private @Nullable FarmCamera camera;
    private int number;

    FarmConnection(SocketChannel socket, FarmPorts ports, PreparedFootage footage) {
        this.socket = socket;
        this.ports = ports;
        this.footage = footage;
    }

    /** The camera, once it plays. */
    @Nullable
    FarmCamera camera() {
        return camera;
    }

    /** Reads what has come, and answers it. */
    void read() throws IOException {
        if (socket.read(input) < 0) {
            throw new EOFException("the client has hung up");
        }
        input.flip();
        boolean more = true;
        while (more && input.hasRemaining()) {
            more = input.get(input.position()) == '$' ? passPacket() : answerRequest();
        }
        input.compact();
        if (!input.hasRemaining()) {
            throw new EOFException("a request that is too long");
        }
    }

    /** Reports of the client. */
    private boolean passPacket() {
        if (input.remaining() < PACKET_HEADER_BYTES) {
            return false;
        }
        int length = PACKET_HEADER_BYTES + (input.getShort(input.position() + 2) & 0xFFFF);
        if (input.remaining() < length) {
            return false;
        }
        input.position(input.position() + length);
        return true;
    }

    private boolean answerRequest() throws IOException {
        String waiting = new String(
                input.array(), input.position(), input.remaining(), StandardCharsets.US_ASCII);
        int end = waiting.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        input.position(input.position() + end + 4);
        Matcher request = REQUEST.matcher(waiting);
        if (!request.find()) {
            throw new EOFException("no request: " + waiting.lines().findFirst());
        }
        answer(request.group(1), request.group(2), waiting.substring(0, end + 2));
        return true;
    }

    private void answer(String method, String uri, String head) throws IOException {
        String sequence = find(SEQUENCE, head, "0");
        switch (method) {
            case "OPTIONS" ->
                say(sequence, "Public: DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER\r\n", "");
            case "DESCRIBE" -> {
                String headers = "Content-Type: application/sdp\r\nContent-Base: " + uri + "/\r\n";
                say(sequence, headers, clip(uri).description());
            }
            case "SETUP" -> {
                transport = granted(find(TRANSPORT, head, ""));
                say(sequence, "Transport: " + transport.print() + "\r\nSession: 1\r\n", "");
            }
            case "PLAY" -> {
                PreparedClip clip = clip(uri);
                say(sequence, "Session: 1\r\nRange: npt=0-\r\n", "");
                camera = play(clip);
            }
            case "TEARDOWN" -> {
                say(sequence, "", "");
                throw new EOFException("the client has left");
            }
            default -> say(sequence, "Session: 1\r\n", "");
        }
    }

    private PreparedClip clip(String uri) {
        number = Integer.parseInt(find(NUMBER, uri.substring("rtsp://".length()), "0"));
        return footage.of(number);
    }

    private TransportHeader granted(String asked) throws IOException {
        TransportHeader header = TransportHeader.parse(asked);
        if (header == null) {
            throw new EOFException("no transport: " + asked);
        }
        return header.lower() == TransportHeader.Lower.TCP
                ? TransportHeader.interleaved(rtpChannel(header))
                : header.toBuilder().serverPorts(ports.pair()).build();
    }

    private static int rtpChannel(TransportHeader header) {
        PortPair channels = header.interleaved();
        return channels == null ? 0 : channels.first();
    }

    private FarmCamera play(PreparedClip clip) throws IOException {
        TransportHeader granted = Objects.requireNonNull(transport, "PLAY before SETUP");
        PortPair client = granted.clientPorts();
        int channel = rtpChannel(granted);
        if (client == null) {
            return new FarmCamera(number, clip, footage.first(number), socket, channel, null);
        }
        var peer = ((InetSocketAddress) socket.getRemoteAddress()).getAddress();
        return new FarmCamera(
                number,
                clip,
                footage.first(number),
                socket,
                channel,
                ports.target(
                        new InetSocketAddress(peer, client.first()),
                        new InetSocketAddress(peer, client.second())));
    }

    void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            throw new UncheckedIOException(alreadyGone);
        }
    }

    private void say(String sequence, String headers, String body) throws IOException {
        String text = "RTSP/1.0 200 OK\r\nCSeq: " + sequence + "\r\n" + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n") + "\r\n"
                + body;
        if (camera != null && !camera.isWritten()) {
            throw new EOFException("the client reads too slowly to be answered");
        }
        ByteBuffer answer = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        socket.write(answer);
        if (answer.hasRemaining()) {
            throw new EOFException("the client does not read its answers");
        }
    }

    private static String find(Pattern pattern, String text, String otherwise) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : otherwise;
    }
}
