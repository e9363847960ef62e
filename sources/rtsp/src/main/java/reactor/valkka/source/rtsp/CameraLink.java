package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.valkka.count.Counter;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.KeyFramed;
import reactor.valkka.media.rtcp.ReceiverReport;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.InterleavedChannels;
import reactor.valkka.rtsp.RtpReceiver;
import reactor.valkka.rtsp.RtspClientSession;
import reactor.valkka.rtsp.RtspFrameDecoder;
import reactor.valkka.rtsp.RtspFrameHandler;
import reactor.valkka.rtsp.SessionAction;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.WireListener.Direction;
import reactor.valkka.rtsp.WireTap;
import reactor.valkka.spi.KeyFrameGate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One connection to a camera: joins a socket, a session and a receiver, all on one event loop. */
final class CameraLink implements RtspFrameHandler {

    private static final int PREFIX_BYTES = 4;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final CameraRun run;
    private final RtspClientSession session;
    private final KeyFrameGate gate = new KeyFrameGate();
    private final SessionConfig config;
    private final @Nullable WireTap tap;
    private final Dial dial;
    private CameraState.Playing.Security security = CameraState.Playing.Security.NONE;
    private @Nullable Disposable connecting;
    private @Nullable ChannelHandlerContext context;
    private @Nullable RtpReceiver receiver;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;
    private int attempts;
    private InterleavedChannels channels = new InterleavedChannels(List.of());
    private boolean closed;

    CameraLink(CameraRun run) {
        this.run = run;
        config = run.config().session();
        boolean tunnelled = run.config().transport() == RtspTransport.HTTP;
        dial = new Dial(run.loop(), config.deadlines().connect(), run.config().tls(), tunnelled);
        tap = WireTap.of(run.config().listener(), config);
        session = new RtspClientSession(config, CameraLink::cnonce, System.nanoTime());
    }

    private static String cnonce() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    void open() {
        open(config.uri());
    }

    private void open(RtspUri uri) {
        if (NetUtil.isValidIpV4Address(uri.host()) || NetUtil.isValidIpV6Address(uri.host())) {
            session.onResolved(System.nanoTime());
        }
        int attempt = ++attempts;
        security = dial.security(uri);
        connecting = dial.to(
                        uri,
                        () -> {
                            session.onResolved(System.nanoTime());
                            pump();
                        },
                        connection -> connected(connection, attempt))
                .subscribe(connection -> {}, error -> disconnected(error, attempt));
        pump();
    }

    private void connected(Connection connection, int attempt) {
        if (closed || attempt != attempts) {
            connection.dispose();
            return;
        }
        ChannelPipeline pipeline = connection.channel().pipeline();
        pipeline.addBefore(
                NettyPipeline.ReactiveBridge,
                "valkka.rtsp",
                new RtspFrameDecoder(this, RtspLimits.DEFAULT));
        pipeline.addBefore(NettyPipeline.ReactiveBridge, "valkka.ends", new Ends(attempt));
        context = pipeline.context(Ends.class);
        connection.channel().config().setAutoRead(true);
        if (tap != null) {
            tap.connected(System.nanoTime());
        }
        session.onConnected(System.nanoTime());
        pump();
    }

    /** What the decoder does not take: the end of the connection, and errors. */
    private final class Ends extends ChannelInboundHandlerAdapter {
        private final int attempt;

        Ends(int attempt) {
            this.attempt = attempt;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            disconnected(null, attempt);
            ctx.fireChannelInactive();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof IOException) {
                disconnected(cause, attempt);
            } else {
                Throwable bug = cause.getCause() == null ? cause : cause.getCause();
                run.fatal(bug);
            }
            ctx.close();
        }
    }

    /** Tells the session, unless it has gone on with another connection. */
    private void disconnected(@Nullable Throwable cause, int attempt) {
        if (attempt != attempts) {
            return;
        }
        if (tap != null) {
            tap.disconnected(System.nanoTime());
        }
        session.onDisconnected(cause, System.nanoTime());
        pump();
    }

    /** Nobody wants the stream any more; ends soon and by itself. */
    void leave() {
        stopReceiving();
        session.leave(System.nanoTime());
        pump();
    }

    @Override
    public void onMessage(RtspMessage message) {
        if (tap != null) {
            tap.message(Direction.RECEIVED, message, System.nanoTime());
        }
        session.onMessage(message, System.nanoTime());
        pump();
    }

    @Override
    public void onInterleaved(int channel, ByteBuf bytes, int offset, int length) {
        int track = channels.rtpTrack(channel);
        int reported = channels.rtcpTrack(channel);
        if (tap != null) {
            tapped(tap, track, reported, view(bytes, offset, length));
        }
        RtpReceiver active = receiver;
        if (active == null) {
            return;
        }
        long now = System.nanoTime();
        Stage before = session.stage();
        RtpReceiver.Heard heard = RtpReceiver.Heard.NOTHING;
        if (track != InterleavedChannels.NONE) {
            heard = active.rtp(track, view(bytes, offset, length), now);
        } else if (reported != InterleavedChannels.NONE) {
            heard = active.rtcp(reported, view(bytes, offset, length), now);
        }
        if (heard == RtpReceiver.Heard.MEDIA) {
            session.onMedia(now);
        } else if (heard == RtpReceiver.Heard.GOODBYE) {
            session.onBye(now);
        }
        if (heard == RtpReceiver.Heard.GOODBYE || session.stage() != before) {
            pump();
        }
    }

    private static void tapped(WireTap open, int track, int reported, ByteBuffer packet) {
        if (reported != InterleavedChannels.NONE) {
            open.rtcp(Direction.RECEIVED, reported, packet, System.nanoTime());
        } else {
            open.rtp(track, packet, System.nanoTime());
        }
    }

    /** The bytes where they lie; the view is the buffer's own and is not allocated each time. */
    private static ByteBuffer view(ByteBuf bytes, int offset, int length) {
        return bytes.internalNioBuffer(offset, length);
    }

    @Override
    public void onGarbage(int bytes) {
        run.counters().increment(Counter.PACKETS_MALFORMED);
        if (tap != null) {
            tap.garbage(bytes, System.nanoTime());
        }
    }

    @Override
    public void onUnreadable(String what) {
        session.onGarbage(what, System.nanoTime());
        pump();
    }

    private void onFrame(EncodedFrame frame) {
        if (!gate.admits(frame)) {
            run.counters().increment(Counter.GATE_DROPPED);
            frame.close();
            return;
        }
        if (frame.dependency() == KeyFramed.Dependency.KEY_FRAME
                || frame.dependency() == KeyFramed.Dependency.FREE) {
            session.onKeyFrame(System.nanoTime());
        }
        run.push(frame);
    }

    /** Does what the session wants and sets the timer. */
    private void pump() {
        SessionAction action = session.poll();
        while (action != null) {
            perform(action);
            action = session.poll();
        }
        if (!closed) {
            arm();
        }
    }

    private void perform(SessionAction action) {
        if (action instanceof SessionAction.Send send) {
            if (tap != null) {
                tap.message(Direction.SENT, send.message(), System.nanoTime());
            }
            write(Unpooled.wrappedBuffer(send.message().encode()));
        } else if (action instanceof SessionAction.Authenticating) {
            run.authenticating();
        } else if (action instanceof SessionAction.SetAside aside) {
            run.setAside(aside.what());
        } else if (action instanceof SessionAction.OpenPorts) {
            session.onNoPorts(null, System.nanoTime());
        } else if (action instanceof SessionAction.TracksReady ready) {
            receive(ready.tracks());
        } else if (action instanceof SessionAction.Playing) {
            run.playing(security);
        } else if (action instanceof SessionAction.Report) {
            report();
        } else if (action instanceof SessionAction.KeepAliveFailed) {
            run.counters().increment(Counter.KEEP_ALIVE_FAILED);
        } else if (action instanceof SessionAction.Connect connect) {
            reopen(connect.uri());
        } else if (action instanceof SessionAction.Failed failed) {
            stopReceiving();
            run.failed(failed.error());
        } else if (action instanceof SessionAction.Close) {
            close();
        }
    }

    private void receive(List<TrackReady> tracks) {
        run.granted();
        int ssrc = ThreadLocalRandom.current().nextInt();
        channels = new InterleavedChannels(tracks);
        receiver = new RtpReceiver(run.target(), tracks, ssrc, this::onFrame);
    }

    /** The session goes on with another connection. */
    private void reopen(RtspUri uri) {
        stopReceiving();
        hangUp();
        open(uri);
    }

    private void stopReceiving() {
        RtpReceiver active = receiver;
        receiver = null;
        if (active != null) {
            active.close();
        }
    }

    private void report() {
        RtpReceiver active = receiver;
        ChannelHandlerContext open = context;
        if (active == null || open == null) {
            return;
        }
        for (int track = 0; track < active.tracks(); track++) {
            int channel = channels.rtcpChannel(track);
            if (channel != InterleavedChannels.NONE) {
                report(active, track, channel);
            }
        }
    }

    private void report(RtpReceiver active, int track, int channel) {
        ByteBuffer packet = ByteBuffer.allocate(PREFIX_BYTES + ReceiverReport.BYTES_MAX);
        packet.position(PREFIX_BYTES);
        active.report(track, packet, System.nanoTime());
        int length = packet.position() - PREFIX_BYTES;
        if (tap != null) {
            ByteBuffer report = packet.duplicate().flip().position(PREFIX_BYTES);
            tap.rtcp(Direction.SENT, track, report, System.nanoTime());
        }
        packet.put(0, (byte) '$').put(1, (byte) channel).putShort(2, (short) length);
        write(Unpooled.wrappedBuffer(packet.flip()));
    }

    private void write(ByteBuf bytes) {
        ChannelHandlerContext open = context;
        if (open == null) {
            bytes.release();
        } else {
            write(open, bytes);
        }
    }

    /** What a camera does not read is not said, so that it cannot pile up for weeks. */
    static void write(ChannelHandlerContext open, ByteBuf bytes) {
        if (open.channel().isWritable()) {
            open.writeAndFlush(bytes, open.voidPromise());
        } else {
            bytes.release();
        }
    }

    private void arm() {
        long wake = session.wakeNanos();
        ScheduledFuture<?> armed = timer;
        if (armed != null && !armed.isDone() && timerAt - wake <= 0) {
            return;
        }
        if (armed != null) {
            armed.cancel(false);
        }
        timerAt = wake;
        long delay = Math.max(NANOS_PER_MILLI, wake - System.nanoTime());
        timer = run.loop().schedule(() -> run.guarded(this::onTimer), delay, TimeUnit.NANOSECONDS);
    }

    private void onTimer() {
        timer = null;
        session.onTime(System.nanoTime());
        pump();
    }

    private void close() {
        closed = true;
        stopReceiving();
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        hangUp();
    }

    private void hangUp() {
        ChannelHandlerContext open = context;
        context = null;
        attempts++;
        if (open != null) {
            open.close();
        } else if (connecting != null) {
            connecting.dispose();
        }
    }
}
