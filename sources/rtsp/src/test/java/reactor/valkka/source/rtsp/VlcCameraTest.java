package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.TrackSelection;
import reactor.valkka.test.ForeignFilm;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.Peers;
import reactor.valkka.test.TestPool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Against VLC's RTSP output, which sends over UDP alone and answers 461 to a SETUP for TCP. */
@NoFrameLeaks
class VlcCameraTest {

    private static final int LAST_SLICE_OF_H265 = 31;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** VLC refuses to run as root. */
    private static ForeignCamera camera(int port, Path file) {
        List<String> command = new ArrayList<>();
        Path vlc = Peers.require("cvlc", "vlc-bin vlc-plugin-base");
        if (System.getProperty("user.name").equals("root")) {
            Path setpriv = Peers.require("setpriv", "util-linux");
            command.addAll(List.of(
                    setpriv.toString(), "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of("env", "HOME=/tmp", vlc.toString(), "-I", "dummy"));
        command.addAll(List.of("--loop", file.toString(), "--sout-all"));
        command.addAll(List.of("--sout", "#rtp{sdp=rtsp://127.0.0.1:" + port + "/clip}"));
        return new ForeignCamera(command);
    }

    @Test
    void aCameraThatSendsOverUdpAloneIsRefusedWithItsStatus(TestPool pool) {
        int port = freePort();
        try (ForeignCamera camera = camera(port, ForeignCamera.resource("clip.mp4"))) {
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

    private static Played play(ForeignFilm film, UnaryOperator<byte[]> slices, TestPool pool) {
        int port = freePort();
        try (ForeignCamera camera = camera(port, film.file())) {
            RtspSource source = RtspSourceTest.source("rtsp://127.0.0.1:" + port + "/clip", pool)
                    .transport(RtspTransport.AUTO)
                    .tracks(TrackSelection.videoAndAudio())
                    .reconnect(
                            ReconnectPolicy.backoff(Duration.ofMillis(50), Duration.ofMillis(100)));
            Played played = Played.pictures(source, 60);
            played.assertNothingWrong(source.counters());
            assertThat(slices.apply(film.bytes("v")))
                    .containsSequence(slices.apply(played.bytes(TrackKind.VIDEO)));
            assertThat(film.bytes("a")).containsSequence(played.bytes(TrackKind.AUDIO));
            assertThat(played.of(TrackKind.AUDIO)).isNotEmpty();
            return played;
        }
    }

    /**
     * VLC puts the supplemental information beside the parameter sets of a film into the stream.
     */
    private static byte[] slicesOfH265(byte[] units) {
        ByteBuffer left = ByteBuffer.wrap(units);
        ByteArrayOutputStream slices = new ByteArrayOutputStream();
        while (left.hasRemaining()) {
            int bytes = left.getInt(left.position()) + Integer.BYTES;
            int type = left.get(left.position() + Integer.BYTES) >> 1 & 0x3F;
            if (type <= LAST_SLICE_OF_H265) {
                slices.write(units, left.position(), bytes);
            }
            left.position(left.position() + bytes);
        }
        return slices.toByteArray();
    }

    @Test
    void h264AndAac(TestPool pool) {
        assertThat(play(ForeignFilm.h264WithAac(), UnaryOperator.identity(), pool)
                        .codecs())
                .containsExactlyInAnyOrder(Codec.H264, Codec.AAC);
    }

    @Test
    void h264AndOpus(TestPool pool) {
        assertThat(play(ForeignFilm.h264WithOpus(), UnaryOperator.identity(), pool)
                        .codecs())
                .containsExactlyInAnyOrder(Codec.H264, Codec.OPUS);
    }

    @Test
    void h265AndPcma(TestPool pool) {
        assertThat(play(ForeignFilm.h265WithPcma(), VlcCameraTest::slicesOfH265, pool)
                        .codecs())
                .containsExactlyInAnyOrder(Codec.H265, Codec.PCMA);
    }
}
