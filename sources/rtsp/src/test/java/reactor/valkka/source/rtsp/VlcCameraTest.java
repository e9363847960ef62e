package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Against VLC's RTSP output. It sends over UDP alone and answers 461 to a SETUP for TCP, so what is
 * tested is that everything up to there is understood and that the refusal is typed.
 */
@NoFrameLeaks
class VlcCameraTest {

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** VLC refuses to run as root. */
    private static ForeignCamera camera(int port) {
        List<String> command = new ArrayList<>();
        Path vlc = Peers.require("cvlc", "vlc-bin vlc-plugin-base");
        if (System.getProperty("user.name").equals("root")) {
            Path setpriv = Peers.require("setpriv", "util-linux");
            command.addAll(List.of(
                    setpriv.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of("env", "HOME=/tmp", vlc.toString(), "-I", "dummy", "--no-audio"));
        command.addAll(List.of("--loop", ForeignCamera.resource("clip.mp4").toString()));
        command.addAll(List.of("--sout", "#rtp{sdp=rtsp://127.0.0.1:" + port + "/clip}"));
        return new ForeignCamera(command);
    }

    @Test
    void aCameraThatSendsOverUdpAloneIsRefusedWithItsStatus(TestPool pool) {
        int port = freePort();
        try (ForeignCamera camera = camera(port)) {
            RtspSource source = RtspSourceTest.source("rtsp://127.0.0.1:" + port + "/clip", pool)
                    .reconnect(
                            ReconnectPolicy.backoff(Duration.ofMillis(50), Duration.ofMillis(100)));
            AtomicReference<RtspException> last = new AtomicReference<>();
            Disposable watching = source.states().subscribe(state -> {
                if (state instanceof CameraState.BackingOff backingOff) {
                    last.set(backingOff.cause());
                }
            });
            Disposable playing = source.frames().subscribe(frame -> frame.close());
            Awaitility.await()
                    .atMost(RtspSourceTest.SOON)
                    .until(() -> last.get() instanceof RtspStatusException status
                            && status.status() == 461);
            playing.dispose();
            watching.dispose();
            RtspStatusException error = Objects.requireNonNull((RtspStatusException) last.get());
            assertThat(error.method()).isEqualTo(RtspMethod.SETUP);
            assertThat(error.status()).isEqualTo(461);
        }
    }
}
