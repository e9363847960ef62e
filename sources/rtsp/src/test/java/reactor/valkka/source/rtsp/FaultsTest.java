package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.core.Disposable;
import reactor.netty.resources.LoopResources;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.Deadlines;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspProtocolException;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.RtspTimeoutException;
import reactor.valkka.rtsp.RtspUnsupportedException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.test.CameraScript;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** What goes wrong becomes one typed error, in time. */
@NoFrameLeaks
class FaultsTest {

    private static final Duration SHORT = Duration.ofMillis(700);

    /** The same for what covers two requests, the first of which is answered. */
    private static final Duration SHORT_FOR_TWO = Duration.ofSeconds(5);

    static final CameraScript FAST = CameraScript.usual().framesPerSecond(500);

    /** A camera that gets stuck in a stage. */
    private static CameraScript stuck(Stage stage) {
        return switch (stage) {
            case RESOLVE, CONNECT, DESCRIBE -> FAST.hangAt(RtspMethod.DESCRIBE);
            case SETUP -> FAST.hangAt(RtspMethod.SETUP);
            case PLAY -> FAST.hangAt(RtspMethod.PLAY);
            case FIRST_PACKET -> FAST.silent();
            case FIRST_KEY_FRAME -> FAST.withoutKeyFrames();
            case PLAYING -> FAST.stallAfter(30);
        };
    }

    /** Short where the camera gets stuck; a machine that is busy is given time elsewhere. */
    private static Deadlines shortAt(Stage stage) {
        return switch (stage) {
            case RESOLVE -> Deadlines.DEFAULT.resolve(SHORT);
            case CONNECT -> Deadlines.DEFAULT.connect(SHORT);
            case DESCRIBE -> Deadlines.DEFAULT.describe(SHORT_FOR_TWO);
            case SETUP -> Deadlines.DEFAULT.setup(SHORT);
            case PLAY -> Deadlines.DEFAULT.play(SHORT);
            case FIRST_PACKET -> Deadlines.DEFAULT.firstPacket(SHORT);
            case FIRST_KEY_FRAME -> Deadlines.DEFAULT.firstKeyFrame(SHORT);
            case PLAYING -> Deadlines.DEFAULT.silence(SHORT);
        };
    }

    private static RtspException failure(RtspSource source) {
        Throwable error = catchThrowable(() ->
                source.frames().doOnNext(frame -> frame.close()).blockLast(RtspSourceTest.SOON));
        assertThat(error).isInstanceOf(RtspException.class);
        return (RtspException) error;
    }

    private static RtspException failure(CameraScript script, TestPool pool) {
        return failure(script, Deadlines.DEFAULT, pool);
    }

    private static RtspException failure(CameraScript script, Deadlines deadlines, TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(script)) {
            RtspException error =
                    failure(RtspSourceTest.source(camera.uri(), pool).deadlines(deadlines));
            assertThat(error.peer()).isEqualTo("127.0.0.1:" + camera.port());
            return error;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"RESOLVE", "CONNECT"},
            mode = EnumSource.Mode.EXCLUDE)
    void aStageThatTakesTooLongSaysWhichAndHowLong(Stage stage, TestPool pool) {
        RtspTimeoutException error =
                (RtspTimeoutException) failure(stuck(stage), shortAt(stage), pool);
        assertThat(error.stage()).isEqualTo(stage);
        assertThat(error.deadline()).isEqualTo(shortAt(stage).of(stage));
        assertThat(error.lastStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"RESOLVE", "CONNECT"},
            mode = EnumSource.Mode.EXCLUDE)
    void cancelWaitsForNothingAndLeavesNothing(Stage stage, TestPool pool) {
        LoopResources loops = LoopResources.create("valkka-net-held", 1, true);
        AtomicBoolean held = new AtomicBoolean(true);
        try (FakeCamera camera = FakeCamera.start(stuck(stage))) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool).loops(loops);
            Disposable playing = source.frames().subscribe(frame -> frame.close());
            String method = stage.compareTo(Stage.PLAY) >= 0 ? "PLAY" : stage.name();
            await().until(() -> camera.requests().contains(method));
            hold(loops, held);
            assertThat(CompletableFuture.runAsync(playing::dispose))
                    .succeedsWithin(RtspSourceTest.SOON);
            assertThat(source.state())
                    .as("the loop is still held")
                    .isNotInstanceOf(CameraState.Idle.class);
            held.set(false);
            await().until(() -> camera.connectionsOpen() == 0);
            assertThat(camera.requests().contains("TEARDOWN"))
                    .isEqualTo(stage.compareTo(Stage.PLAY) >= 0);
            await().until(() -> source.state() instanceof CameraState.Idle);
        } finally {
            held.set(false);
            loops.dispose();
        }
    }

    /** The only loop does nothing else from now on. */
    private static void hold(LoopResources loops, AtomicBoolean held) {
        loops.onClient(LoopResources.DEFAULT_NATIVE).next().execute(() -> {
            while (held.get()) {
                // it turns: whatever waits is refused on such a thread
            }
        });
    }

    @Test
    void aPortWhereNobodyListensIsAConnectionFailure(TestPool pool) {
        FakeCamera camera = FakeCamera.start(FAST);
        camera.close();
        RtspException error = failure(RtspSourceTest.source(camera.uri(), pool));
        assertThat(error).isInstanceOf(RtspConnectionException.class);
        assertThat(error.stage()).isEqualTo(Stage.CONNECT);
    }

    @Test
    void aNameThatNobodyKnowsFailsWhileResolving(TestPool pool) {
        RtspException error = failure(RtspSourceTest.source("rtsp://no-such-camera.invalid/s", pool)
                .deadlines(Deadlines.all(Duration.ofSeconds(2))));
        assertThat(error.stage()).isEqualTo(Stage.RESOLVE);
    }

    @Test
    void aNameThatCannotBeOneFailsWhileResolving(TestPool pool) {
        String host = "c".repeat(70) + ".invalid";
        RtspException error = failure(RtspSourceTest.source("rtsp://" + host + "/s", pool)
                .deadlines(Deadlines.all(Duration.ofSeconds(2))));
        assertThat(error.stage()).isEqualTo(Stage.RESOLVE);
    }

    @Test
    void loopsThatEndEndTheStreamWithAnError(TestPool pool) {
        LoopResources loops = LoopResources.create("valkka-net-short", 1, true);
        try (FakeCamera camera = FakeCamera.start(FAST)) {
            RtspSource source = RtspSourceTest.source(camera.uri(), pool)
                    .reconnect(ReconnectPolicy.DEFAULT)
                    .loops(loops);
            AtomicReference<Throwable> error = new AtomicReference<>();
            source.frames().subscribe(frame -> frame.close(), error::set);
            await().until(() -> source.state() instanceof CameraState.Playing);
            loops.dispose();
            await().until(() -> error.get() != null);
            assertThat(error.get()).isInstanceOf(RtspConnectionException.class);
        } finally {
            loops.dispose();
        }
    }

    @Test
    void whatACameraDoesNotReadIsNotSaid() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        ChannelHandlerContext context =
                channel.pipeline().context(ChannelInboundHandlerAdapter.class);
        ByteBuf read = Unpooled.copiedBuffer(new byte[1]);
        DialogueWire.write(context, read);
        assertThat(channel.<ByteBuf>readOutbound()).isSameAs(read);
        read.release();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        ByteBuf unread = Unpooled.copiedBuffer(new byte[1]);
        DialogueWire.write(context, unread);
        assertThat(unread.refCnt()).isZero();
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionThatIsNotAcceptedHasADeadline(TestPool pool) throws IOException {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, loopback)) {
            for (int i = 0; i < 4; i++) {
                SocketChannel filler = SocketChannel.open();
                fillers.add(filler);
                filler.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                filler.configureBlocking(false);
                filler.connect(new InetSocketAddress(loopback, full.getLocalPort()));
            }
            String uri = "rtsp://127.0.0.1:" + full.getLocalPort() + "/s";
            RtspException error =
                    failure(RtspSourceTest.source(uri, pool).deadlines(shortAt(Stage.CONNECT)));
            assertThat(error).isInstanceOf(RtspTimeoutException.class);
            assertThat(error.stage()).isEqualTo(Stage.CONNECT);
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void aRefusalIsTypedWithItsStatus(TestPool pool) {
        RtspStatusException error =
                (RtspStatusException) failure(FAST.answering(RtspMethod.SETUP, 453), pool);
        assertThat(error.status()).isEqualTo(453);
        assertThat(error.method()).isEqualTo(RtspMethod.SETUP);
    }

    @Test
    void anEmptyDescriptionIsUnsupported(TestPool pool) {
        assertThat(failure(FAST.answering(RtspMethod.DESCRIBE, 200), pool))
                .isInstanceOf(RtspUnsupportedException.class);
    }

    @Test
    void aConnectionThatIsClosedIsAConnectionFailure(TestPool pool) {
        assertThat(failure(FAST.closeAt(RtspMethod.SETUP), pool).stage()).isEqualTo(Stage.SETUP);
        RtspException error = failure(FAST.closeAfter(60), pool);
        assertThat(error).isInstanceOf(RtspConnectionException.class);
        assertThat(error.stage()).isEqualTo(Stage.PLAYING);
    }

    @Test
    void aGoodbyeIsAConnectionFailure(TestPool pool) {
        assertThat(failure(FAST.unitsMax(60), pool))
                .isInstanceOf(RtspConnectionException.class)
                .hasMessageContaining("the camera ended the stream");
    }

    @Test
    void noiseInsteadOfAnAnswerEndsInTime(TestPool pool) {
        CameraScript noisy = FAST.garbageAt(RtspMethod.DESCRIBE);
        assertThat(failure(noisy, shortAt(Stage.DESCRIBE), pool).stage()).isEqualTo(Stage.DESCRIBE);
    }

    @Test
    void nothingButNoiseIsAProtocolFailure(TestPool pool) {
        RtspException error = failure(FAST.garbageAfter(30), shortAt(Stage.PLAYING), pool);
        assertThat(error).isInstanceOfAny(RtspProtocolException.class, RtspTimeoutException.class);
        assertThat(error.stage()).isEqualTo(Stage.PLAYING);
    }
}
