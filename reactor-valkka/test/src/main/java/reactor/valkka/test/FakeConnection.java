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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One client of a {@link FakeCamera}: reads its requests and writes what {@link FakeDialog} says.
 */
final class FakeConnection {

    private static final int NOISE_BYTES = 2_000;
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long UNITS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final String TUNNEL = "HTTP/1.0 200 OK\r\nConnection: close\r\n"
            + "Content-Type: application/x-rtsp-tunnelled\r\n";

    private final FakeCamera camera;
    private final ScriptValues script;
    private final Socket socket;
    private final FakeOutput out;
    private final FakeSession session;
    private final FakeDialog dialog;
    private final FakeSender sender;
    private final Thread reader;
    private final Thread writer;
    private InputStream in;
    private @Nullable String cookie;
    private volatile @Nullable FakeSender ghost;
    private volatile @Nullable Thread ghostly;
    private volatile boolean frozen;
    private volatile boolean killed;

    /**
     * Takes a client.
     *
     * @param socket what is closed in the end
     * @param secured the same with TLS, or the same
     */
    FakeConnection(FakeCamera camera, ScriptValues script, Socket socket, Socket secured)
            throws IOException {
        this.camera = camera;
        this.script = script;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(secured.getInputStream());
        out = new FakeOutput(secured.getOutputStream(), script);
        session = new FakeSession(camera, script, this);
        dialog = new FakeDialog(camera, script, session);
        sender = new FakeSender(camera.counts(), script, this, session);
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

    /** Neither reads nor writes any more, and keeps the socket. */
    void freeze() {
        frozen = true;
    }

    /** Closes the socket without a word; the threads end. */
    void kill() {
        killed = true;
        stopSending();
        session.leave(); // a client that comes back because of the end finds it stale already
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopSending() {
        sender.stop();
        FakeSender stale = ghost;
        if (stale != null) {
            stale.stop();
        }
    }

    /** Whether none of its threads lives: the reader ends last. */
    boolean hasEnded() {
        return !reader.isAlive();
    }

    void join() {
        FakeCamera.join(reader);
        FakeCamera.join(writer);
        FakeCamera.join(ghostly);
    }

    /** Writes media: in pieces, or later with more, where the script says so. */
    void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, length);
    }

    /** Bytes without any sense, the same ones each time. */
    void writeNoise() throws IOException {
        byte[] noise = new byte[NOISE_BYTES];
        new Random(17).nextBytes(noise);
        out.writeNow(noise, noise.length);
    }

    private void read() {
        try (socket) {
            haunt();
            boolean more = true;
            while (more) {
                int first = in.read();
                await(frozen);
                if (first == '$') {
                    skipPacket();
                } else if (first > ' ') {
                    more = take(readHead(first));
                } else {
                    more = first >= 0;
                }
            }
        } catch (IOException gone) {
            // the client went, or we were killed: both are the end of this connection
        } finally {
            killed = true;
            stopSending();
            FakeCamera.join(writer);
            FakeCamera.join(ghostly);
            session.close();
            if (cookie != null) {
                camera.tunnels().over(cookie);
            }
            camera.ended(this);
        }
    }

    /**
     * Lets the session of a client that is gone send into this connection, while it lasts, and
     * before the first answer.
     */
    private void haunt() {
        long nanos = camera.sessions().staleNanos();
        if (nanos > 0 && script.staleSends) {
            ScriptValues usual = script.copy();
            usual.faults = Faults.none();
            FakeSession stale = FakeSession.stale(camera, usual, this);
            FakeSender sending = new FakeSender(new CameraCounts(), usual, this, stale);
            long end = System.nanoTime() + nanos;
            Thread thread = thread(
                    () -> sending.runWhile(() -> end - System.nanoTime() > 0 && !killed), "stale");
            ghost = sending;
            thread.start();
            ghostly = thread;
            awaitUnits(1, sending, thread);
        }
    }

    private void skipPacket() throws IOException {
        in.read();
        int length = in.read() << 8 | in.read();
        in.readNBytes(length);
        session.reported();
    }

    private byte[] readHead(int first) throws IOException {
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
        return head.toByteArray();
    }

    /** False where the connection ends. */
    private boolean take(byte[] head) throws IOException {
        String tunnel = HttpTunnels.cookie(head);
        if (tunnel != null) {
            return isLetIn(head) && tunnel(tunnel, head[0] == 'G');
        }
        RtspMessage message = RtspText.parseHead(head, RtspLimits.DEFAULT);
        if (!(message instanceof RtspRequest request)) {
            throw new IOException("no request: " + message);
        }
        return answer(request.withBody(in.readNBytes(request.contentLength())));
    }

    private boolean isLetIn(byte[] head) throws IOException {
        TunnelGuard guard = script.tunnelGuard;
        if (guard == null || guard.passes(head)) {
            return true;
        }
        if (TunnelGuard.bringsCredentials(head)) {
            camera.counts().loginRefused();
        }
        byte[] refusal = guard.refusal();
        out.writeNow(refusal, refusal.length);
        return false;
    }

    private boolean tunnel(String name, boolean isAnswer) throws IOException {
        if (!isAnswer) {
            camera.tunnels().heard(name, in);
            return false;
        }
        cookie = name;
        byte[] granted =
                (TUNNEL + script.tunnelHeader + "\r\n").getBytes(StandardCharsets.US_ASCII);
        out.writeNow(granted, granted.length);
        in = camera.tunnels().heardBy(name);
        return true;
    }

    /** False where the connection ends. */
    private boolean answer(RtspRequest request) throws IOException {
        camera.counts().requested(request);
        session.requested();
        nap(script.answersAfter);
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
        boolean starts = dialog.starts(request, answer);
        if (starts) {
            camera.counts().playing();
        }
        boolean ends = dialog.endsWith(request, answer);
        if (ends && request.is(RtspMethod.TEARDOWN)) {
            session.tornDown();
        }
        if (starts && script.mediaFirst > 0) {
            play();
            awaitUnits(script.mediaFirst, sender, writer);
        }
        out.writeNow(answer.bytes(), answer.bytes().length);
        if (starts) {
            play();
        }
        return !ends;
    }

    private void play() {
        if (!script.silent && writer.getState() == Thread.State.NEW) {
            writer.start();
        }
    }

    private void awaitUnits(int units, FakeSender from, Thread sending) {
        long start = System.nanoTime();
        while (from.unitsSent() < units
                && sending.isAlive()
                && !killed
                && System.nanoTime() - start < UNITS_WITHIN_NANOS) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private void nap(Duration time) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos() && !killed) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    /** Waits for the end. */
    private void await(boolean now) {
        while (now && !killed) {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    private static boolean named(@Nullable RtspMethod method, RtspRequest request) {
        return method != null && request.is(method);
    }
}
