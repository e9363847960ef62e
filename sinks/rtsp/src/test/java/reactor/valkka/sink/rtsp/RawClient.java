package reactor.valkka.sink.rtsp;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Objects;

import javax.net.ssl.SSLContext;

/** Says to a server whatever it is told to. */
final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final DataInputStream in;
    private int cseq;
    private int packets;

    RawClient(int port) {
        this(port, new Socket());
    }

    private RawClient(int port, Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS, and believes every certificate. */
    static RawClient secure(int port) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return new RawClient(port, context.getSocketFactory().createSocket());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a text as it is; false where the server has closed the connection. */
    boolean write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they are; false where the server has closed the connection. */
    boolean write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    static String request(int cseq, String method, String uri, String... headers) {
        StringBuilder text = new StringBuilder(method + ' ' + uri + " RTSP/1.0\r\n");
        text.append("CSeq: ").append(cseq).append("\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text.append("\r\n").toString();
    }

    RtspResponse ask(String method, String uri, String... headers) {
        write(request(++cseq, method, uri, headers));
        return answer();
    }

    /** The next answer; packets before it are counted. */
    RtspResponse answer() {
        try {
            int first = in.readUnsignedByte();
            while (first == '$') {
                in.readUnsignedByte();
                in.readFully(new byte[in.readUnsignedShort()]);
                packets++;
                first = in.readUnsignedByte();
            }
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            head.write(first);
            while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
                head.write(in.readUnsignedByte());
            }
            RtspMessage message = Objects.requireNonNull(
                    RtspText.parseHead(head.toByteArray(), RtspLimits.DEFAULT));
            byte[] body = new byte[message.contentLength()];
            in.readFully(body);
            return (RtspResponse) message.withBody(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether something has come that was not read yet. */
    boolean isAnswered() {
        try {
            return in.available() > 0;
        } catch (IOException closed) {
            return true;
        }
    }

    /** Packets that came before the last answer. */
    int packets() {
        return packets;
    }

    /** Whether the server ends the connection in order, with nothing behind the last answer. */
    boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return false;
        }
    }

    /** Reads until the server closes the connection; false where it does not. */
    boolean isClosedSoon() {
        try {
            while (true) {
                in.readUnsignedByte();
            }
        } catch (EOFException | SocketException closed) {
            return true;
        } catch (IOException open) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
