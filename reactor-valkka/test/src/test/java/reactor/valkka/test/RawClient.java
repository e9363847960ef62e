package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspText;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A client without any code of ours but the text of messages. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    final DataInputStream in;
    OutputStream out;
    final String uri;
    int cseq;

    RawClient(FakeCamera camera) throws IOException {
        this(camera, new Socket("127.0.0.1", camera.port()));
    }

    RawClient(FakeCamera camera, Socket connected) throws IOException {
        socket = connected;
        out = connected.getOutputStream();
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        uri = camera.uri();
    }

    RtspResponse ask(RtspMethod method, String... headers) throws IOException {
        return askFor(uri, method, headers);
    }

    RtspResponse askFor(String asked, RtspMethod method, String... headers) throws IOException {
        send(asked, method, headers);
        return answer();
    }

    void send(String asked, RtspMethod method, String... headers) throws IOException {
        RtspRequest request =
                RtspRequest.of(method, asked).header("CSeq", Integer.toString(++cseq));
        for (String header : headers) {
            int colon = header.indexOf(':');
            request = request.header(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        out.write(request.encode());
    }

    RtspResponse answer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        RtspResponse response = (RtspResponse)
                Objects.requireNonNull(RtspText.parseHead(bytes, RtspLimits.DEFAULT));
        return response.withBody(in.readNBytes(response.contentLength()));
    }

    void play() throws IOException {
        assertThat(ask(RtspMethod.SETUP, "Transport: RTP/AVP/TCP;interleaved=2-3")
                        .status())
                .isEqualTo(200);
        assertThat(ask(RtspMethod.PLAY).status()).isEqualTo(200);
    }

    ByteBuffer packet(int channel) throws IOException {
        Interleaved next = interleaved();
        assertThat(next.channel()).isEqualTo(channel);
        return next.packet();
    }

    /** A line of an answer that is no RTSP. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** A packet and its channel. */
    record Interleaved(int channel, ByteBuffer packet) {}

    Interleaved interleaved() throws IOException {
        assertThat(in.readByte()).isEqualTo((byte) '$');
        int channel = in.readUnsignedByte();
        return new Interleaved(channel, ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort())));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
