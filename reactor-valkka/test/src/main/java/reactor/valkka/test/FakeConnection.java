package reactor.valkka.test;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspText;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;

/**
 * One client of a {@link FakeCamera}: reads its requests and writes what {@link FakeDialog} says.
 */
final class FakeConnection {

    private static final int NOISE_BYTES = 2_000;

    private final FakeCamera camera;
    private final ScriptValues script;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final FakeSession session;
    private final FakeDialog dialog;
    private final FakeSender sender;
    private final Thread reader;
    private final Thread writer;

    FakeConnection(FakeCamera camera, ScriptValues script, Socket socket) throws IOException {
        this.camera = camera;
        this.script = script;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        session = new FakeSession(camera, script, this);
        dialog = new FakeDialog(camera, script, session);
        sender = new FakeSender(camera, script, this, session);
        reader = thread(this::read, "read");
        writer = thread(sender, "send");
    }

    private Thread thread(Runnable body, String role) {
        Thread thread = new Thread(body, camera.name() + '-' + role);
        thread.setDaemon(true);
        return thread;
    }

    /** Where the client is. */
    InetAddress client() {
        return socket.getInetAddress();
    }

    /** Where the client found the camera. */
    InetAddress here() {
        return socket.getLocalAddress();
    }

    void start() {
        reader.start();
    }

    /** Closes the socket without a word; the threads end. */
    void kill() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sender.stop();
    }

    void join() {
        FakeCamera.join(reader);
        FakeCamera.join(writer);
    }

    /** Writes all of it, in pieces where the script says so. */
    synchronized void write(byte[] bytes, int length) throws IOException {
        int piece = script.segmentBytes > 0 ? script.segmentBytes : length;
        for (int at = 0; at < length; at += piece) {
            out.write(bytes, at, Math.min(piece, length - at));
            out.flush();
        }
    }

    /** Bytes without any sense, the same ones each time. */
    void writeNoise() throws IOException {
        byte[] noise = new byte[NOISE_BYTES];
        new Random(17).nextBytes(noise);
        write(noise, noise.length);
    }

    private void read() {
        try (socket) {
            boolean more = true;
            while (more) {
                int first = in.read();
                if (first == '$') {
                    skipPacket();
                } else if (first > ' ') {
                    more = answer(readMessage(first));
                } else {
                    more = first >= 0;
                }
            }
        } catch (IOException gone) {
            // the client went, or we were killed: both are the end of this connection
        } finally {
            sender.stop();
            FakeCamera.join(writer.isAlive() ? writer : null);
            session.close();
            camera.ended(this);
        }
    }

    private void skipPacket() throws IOException {
        in.read();
        int length = in.read() << 8 | in.read();
        in.readNBytes(length);
        camera.counts().reported();
    }

    private RtspRequest readMessage(int first) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream(256);
        head.write(first);
        int state = 0;
        while (state < 2) {
            int next = in.read();
            if (next < 0 || head.size() > RtspLimits.DEFAULT.headBytesMax()) {
                throw new EOFException("no end of a request");
            }
            head.write(next);
            if (next != '\r') {
                state = next == '\n' ? state + 1 : 0;
            }
        }
        RtspMessage message = RtspText.parseHead(head.toByteArray(), RtspLimits.DEFAULT);
        if (!(message instanceof RtspRequest request)) {
            throw new IOException("no request: " + head);
        }
        return request.withBody(in.readNBytes(request.contentLength()));
    }

    /** False where the connection ends. */
    private boolean answer(RtspRequest request) throws IOException {
        camera.counts().requested(request);
        if (script.hangAt.stream().anyMatch(request::is)) {
            return true;
        }
        if (named(script.closeAt, request)) {
            return false;
        }
        if (named(script.garbageAt, request)) {
            writeNoise();
            return true;
        }
        FakeDialog.Answer answer = dialog.answer(request);
        boolean starts = request.is(RtspMethod.PLAY) && answer.isSuccess();
        if (starts) {
            camera.counts().playing();
        }
        write(answer.bytes(), answer.bytes().length);
        if (starts && !script.silent && !writer.isAlive()) {
            writer.start();
        }
        return !request.is(RtspMethod.TEARDOWN);
    }

    private static boolean named(@Nullable RtspMethod method, RtspRequest request) {
        return method != null && request.is(method);
    }
}
