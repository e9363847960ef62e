package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.valkka.count.Counter;
import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.rtsp.RtspFrameDecoder;
import reactor.valkka.rtsp.RtspFrameHandler;
import reactor.valkka.rtsp.server.CloseReason;
import reactor.valkka.rtsp.server.ConnectionEnds;
import reactor.valkka.rtsp.server.DialogueAction;
import reactor.valkka.rtsp.server.ServerDialogue;

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One connection: gives what comes to the dialogue, and does what that wants.
 *
 * <p>Nothing is read while requests wait, while the client does not take its answers, and while its
 * address asks too often: it is the client that waits then, and nobody else.
 *
 * <p><b>Threads:</b> confined to the event loop of its channel.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements RtspFrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RtspServer.class);
    static final int ANSWER_BYTES_MAX = 64 * 1024;

    /** What is collected of a packet of the client: its length has 16 bits (RFC 2326 §10.12). */
    static final int PACKET_BYTES_MAX = 64 * 1024;

    private static final int CLOSE_SECONDS = 2;

    private static final int FULL = 1;
    private static final int UNREAD_ANSWERS = 2;
    private static final int TOO_OFTEN = 4;

    private final ServerRuntime server;
    private final Channel channel;
    private final String household;
    private final AddressTable.Newcomer newcomer;
    private final RtspFrameDecoder decoder;
    private final ServerDialogue dialogue;
    private final ConnectionSessions sessions;
    private int pauses;
    private int answerBytes;
    private boolean asked;
    private boolean performing;
    private boolean resuming;
    private boolean closing;
    private @Nullable Future<?> timer;
    private @Nullable Future<?> delayed;
    private long timerNanos;

    /**
     * @param household what it is counted by
     * @param newcomer what it is known by until it asks for something
     */
    ServerConnection(
            ServerRuntime server,
            Channel channel,
            String household,
            AddressTable.Newcomer newcomer,
            ConnectionEnds ends) {
        this.server = server;
        this.channel = channel;
        this.household = household;
        this.newcomer = newcomer;
        decoder = RtspFrameDecoder.strict(this, server.limits().messages());
        dialogue = new ServerDialogue(
                server.dialogues(),
                server.mounts(),
                server.tokens(),
                server.throttle(),
                ends,
                server.now());
        sessions = new ConnectionSessions(server, channel, household, dialogue, this);
    }

    RtspFrameDecoder decoder() {
        return decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel.closeFuture().addListener(closed -> onClosed());
        delay(server.addresses().waitNanos(household, server.now()));
        arm();
    }

    @Override
    public void onMessage(RtspMessage message) {
        if (!asked) {
            asked = true;
            server.addresses().settled(newcomer);
        }
        delay(server.addresses().request(household, server.now()));
        if (message instanceof RtspRequest request) {
            dialogue.onRequest(request, server.now());
            perform();
        }
    }

    private void delay(long nanos) {
        if (nanos > 0) {
            server.count(Counter.REQUESTS_DELAYED);
            pause(TOO_OFTEN);
            delayed = channel.eventLoop()
                    .schedule(() -> resume(TOO_OFTEN), nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onInterleaved(int from, ByteBuf bytes, int offset, int length) {
        sessions.onInterleaved(from, bytes.nioBuffer(offset, length));
    }

    @Override
    public void onGarbage(int bytes) {}

    @Override
    public void onUnreadable(String what) {
        LOG.debug("{}: closed, as what came was {}", channel.remoteAddress(), what);
        dialogue.onUnreadable();
        perform();
    }

    @Override
    public void onTooLarge(RtspMessage head, String what) {
        if (head instanceof RtspRequest request) {
            LOG.debug("{}: closed, as what came was {}", channel.remoteAddress(), what);
            dialogue.onTooLarge(request);
            perform();
        } else {
            onUnreadable(what);
        }
    }

    /**
     * Does something on the event loop, and what the dialogue wants after it; for all threads.
     *
     * @return false if the event loop is gone, and its channels with it
     */
    boolean onLoop(Runnable step) {
        Runnable run = () -> {
            step.run();
            perform();
        };
        if (channel.eventLoop().inEventLoop()) {
            run.run();
            return true;
        }
        try {
            channel.eventLoop().execute(run);
            return true;
        } catch (RejectedExecutionException shutDown) {
            return false;
        }
    }

    /** Does what the dialogue wants, until it wants nothing more. */
    void perform() {
        if (performing) {
            return;
        }
        performing = true;
        try {
            DialogueAction action = dialogue.poll();
            for (; action != null; action = dialogue.poll()) {
                perform(action);
            }
        } finally {
            performing = false;
        }
        channel.flush();
        set(FULL, dialogue.isFull());
        arm();
    }

    private void perform(DialogueAction action) {
        if (action instanceof DialogueAction.Send send) {
            send(send.response());
        } else if (action instanceof DialogueAction.Resolve resolve) {
            sessions.resolve(resolve);
        } else if (action instanceof DialogueAction.Open open) {
            sessions.open(open);
        } else if (action instanceof DialogueAction.Announce announce) {
            sessions.announce(announce);
        } else if (action instanceof DialogueAction.InSession request) {
            sessions.request(request);
        } else if (action instanceof DialogueAction.LoginRefused login) {
            LOG.debug("{}: wrong credentials for /{}", channel.remoteAddress(), login.path());
            server.count(Counter.LOGINS_REFUSED);
        } else if (action instanceof DialogueAction.Close close) {
            close(close.reason());
        }
    }

    private void send(RtspResponse response) {
        byte[] bytes = response.encode();
        answerBytes += bytes.length;
        set(UNREAD_ANSWERS, answerBytes > ANSWER_BYTES_MAX);
        channel.write(Unpooled.wrappedBuffer(bytes)).addListener(written -> {
            answerBytes -= bytes.length;
            set(UNREAD_ANSWERS, answerBytes > ANSWER_BYTES_MAX);
        });
    }

    private void close(CloseReason reason) {
        LOG.debug("{}: closed: {}", channel.remoteAddress(), reason);
        if (reason != CloseReason.IDLE) {
            server.count(Counter.CONNECTIONS_REFUSED);
        }
        closeAfterWrites();
    }

    /**
     * What has been written goes out first, if the client takes it soon. Who closes a connection in
     * which something is unread resets it, and what was written may be lost with that: so it is the
     * client that closes, and what still comes from it until then is thrown away.
     */
    private void closeAfterWrites() {
        if (closing) {
            return;
        }
        closing = true;
        decoder.stop();
        sessions.close();
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> endOutput());
        Future<?> late = channel.eventLoop()
                .schedule(() -> channel.close(), CLOSE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> late.cancel(false));
    }

    private void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }

    private void set(int reason, boolean on) {
        if (on) {
            pause(reason);
        } else if ((pauses & reason) != 0) {
            resume(reason);
        }
    }

    private void pause(int reason) {
        pauses |= reason;
        decoder.pause();
    }

    /** Later, as it may be the decoder that calls. */
    private void resume(int reason) {
        pauses &= ~reason;
        if (pauses == 0 && !resuming) {
            resuming = true;
            channel.eventLoop().execute(() -> {
                resuming = false;
                if (pauses == 0) {
                    decoder.resume();
                }
            });
        }
    }

    private void arm() {
        long wake = dialogue.wakeNanos();
        Future<?> armed = timer;
        if (armed != null && (wake == Long.MAX_VALUE || wake - timerNanos >= 0)) {
            return;
        }
        if (armed != null) {
            armed.cancel(false);
            timer = null;
        }
        if (wake != Long.MAX_VALUE && channel.isOpen()) {
            timerNanos = wake;
            long delay = Math.max(0, wake - server.now());
            timer = channel.eventLoop().schedule(this::onTimer, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void onTimer() {
        timer = null;
        dialogue.onTime(server.now());
        perform();
    }

    /** The channel is closed, whether it ever became active or not. */
    private void onClosed() {
        server.addresses().settled(newcomer);
        server.addresses().disconnect(household, server.now());
        if (timer != null) {
            timer.cancel(false);
        }
        if (delayed != null) {
            delayed.cancel(false);
        }
        closing = true;
        sessions.close();
    }

    /**
     * What came over the network and failed is told by its kind only: the failure of a handshake
     * (TLS) holds what came instead, which may be a secret. Everything else is a mistake of ours.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null
                ? cause.getCause()
                : cause;
        if (root instanceof IOException) {
            String kind = root.getClass().getName();
            LOG.debug("{}: connection failed: {}", channel.remoteAddress(), kind);
        } else {
            LOG.error("{}: closed by a failure in the server", channel.remoteAddress(), root);
        }
        context.close();
    }

    /** What was published here has ended otherwise than by TEARDOWN. */
    void onPublisherLost() {
        closeAfterWrites();
    }

    /** A session of this connection ended otherwise than by TEARDOWN. */
    void onSessionLost(SessionEnd reason) {
        if (reason == SessionEnd.TOO_SLOW) {
            channel.close();
        } else {
            closeAfterWrites();
        }
    }
}
