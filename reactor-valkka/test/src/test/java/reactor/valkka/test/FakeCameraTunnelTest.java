package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.rtsp.RtspMethod;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** RTSP inside TLS, and inside HTTP. */
class FakeCameraTunnelTest {

    private static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("camera", FakeCamera.certificate());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void speaksTlsWithACertificateThatNobodySigned() throws Exception {
        try (FakeCamera camera = FakeCamera.start(FAST.secured())) {
            assertThat(camera.uri()).startsWith("rtsps://");
            Socket secured = trusting().getSocketFactory().createSocket("127.0.0.1", camera.port());
            try (RawClient client = new RawClient(camera, secured)) {
                client.play();
                assertThat(client.interleaved().channel()).isEqualTo(2);
                camera.kill();
                assertThat(camera.connectionsOpen()).isZero();
            }
        }
    }

    /** The half of a tunnel in which the client speaks. */
    private static final class Post extends OutputStream {
        final Socket socket;

        Post(FakeCamera camera) throws IOException {
            socket = new Socket("127.0.0.1", camera.port());
            write(socket, "POST /stream HTTP/1.0");
        }

        static void write(Socket socket, String line) throws IOException {
            String head = line + "\r\nx-sessioncookie: abc\r\nContent-Length: 32767\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            byte[] part = Arrays.copyOfRange(bytes, from, from + length);
            socket.getOutputStream().write(Base64.getEncoder().encode(part));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void hearsAndSpeaksInTwoHttpConnections() throws IOException {
        FakeCamera camera = FakeCamera.start(FAST);
        Socket get = new Socket("127.0.0.1", camera.port());
        Post.write(get, "GET /stream HTTP/1.0");
        try (Post post = new Post(camera);
                RawClient client = new RawClient(camera, get)) {
            client.out = post;
            assertThat(client.line()).startsWith("HTTP/1.0 200");
            while (!client.line().isEmpty()) {
                // the rest of the head
            }
            assertThat(client.ask(RtspMethod.OPTIONS).status()).isEqualTo(200);
            client.play();
            assertThat(client.interleaved().channel()).isEqualTo(2);
            assertThat(camera.requests()).containsExactly("OPTIONS", "SETUP", "PLAY");
        }
        camera.close();
        assertThat(FakeCameraTest.threadsOf(camera)).isEmpty();
    }

    @Test
    void endsWithHalfATunnel() throws IOException {
        FakeCamera camera = FakeCamera.start(FAST);
        try (Post post = new Post(camera)) {
            post.flush();
            camera.close();
            assertThat(camera.connectionsOpen()).isZero();
        }
    }
}
