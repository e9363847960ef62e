package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspLimits;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspFrameDecoder;
import reactor.valkka.rtsp.RtspFrameHandler;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a dialogue goes over: one connection after the other. What becomes of one that was given up
 * is told to nobody.
 *
 * <p><b>Threads:</b> one event loop.
 */
final class DialogueWire {

    private final Dial dial;
    private final Owner owner;
    private final boolean readsToTheEnd;
    private @Nullable Disposable connecting;
    private @Nullable ChannelHandlerContext context;
    private @Nullable RtspFrameDecoder decoder;
    private int attempts;

    /** Hears what comes, and what becomes of a connection. */
    interface Owner extends RtspFrameHandler {
        /** The address is known. */
        void resolved();

        /** A tunnel has taken the credentials. */
        void loggedIn(RtspUri uri);

        /** Data can flow. */
        void connected();

        /** There is no connection, or not any more. */
        void disconnected(@Nullable Throwable cause);

        /** Something that should not happen. */
        void failed(Throwable bug);
    }

    /**
     * Nothing is open yet.
     *
     * @param dial makes connections
     * @param owner hears of them
     * @param readsToTheEnd whether all that came before a camera hung up is read first
     */
    DialogueWire(Dial dial, Owner owner, boolean readsToTheEnd) {
        this.dial = dial;
        this.owner = owner;
        this.readsToTheEnd = readsToTheEnd;
    }

    /**
     * Makes a connection.
     *
     * @param credentials that may be told outside the dialogue
     */
    void open(RtspUri uri, @Nullable Credentials credentials) {
        int attempt = ++attempts;
        connecting = dial.to(
                        uri,
                        credentials,
                        owner::resolved,
                        () -> owner.loggedIn(uri),
                        connection -> connected(connection, attempt))
                .subscribe(connection -> {}, error -> disconnected(error, attempt));
    }

    private void connected(Connection connection, int attempt) {
        if (attempt != attempts) {
            connection.dispose();
            return;
        }
        ChannelPipeline pipeline = connection.channel().pipeline();
        RtspFrameDecoder reading = new RtspFrameDecoder(owner, RtspLimits.DEFAULT);
        decoder = reading;
        pipeline.addBefore(NettyPipeline.ReactiveBridge, "valkka.rtsp", reading);
        pipeline.addBefore(NettyPipeline.ReactiveBridge, "valkka.ends", new Ends(attempt));
        context = pipeline.context(Ends.class);
        ChannelConfig channel = connection.channel().config();
        // A recorder that hangs up behind the last packet must not cut off what is still unread.
        channel.setOption(ChannelOption.ALLOW_HALF_CLOSURE, readsToTheEnd);
        channel.setAutoRead(true);
        owner.connected();
    }

    private void disconnected(@Nullable Throwable cause, int attempt) {
        ifPresent(attempt, present -> present.disconnected(cause));
    }

    private void ifPresent(int attempt, Consumer<Owner> told) {
        if (attempt == attempts) {
            told.accept(owner);
        }
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
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                disconnected(null, attempt);
            }
            ctx.fireUserEventTriggered(event);
        }

        /** What TLS has against a connection comes as the trouble of a decoder. */
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Throwable met = cause instanceof DecoderException && cause.getCause() != null
                    ? cause.getCause()
                    : cause;
            if (met instanceof IOException || met instanceof RtspException) {
                disconnected(met, attempt);
            } else {
                ifPresent(attempt, present -> present.failed(met));
            }
            ctx.close();
        }
    }

    /** Stops reading; false where nothing is read. */
    boolean pause() {
        RtspFrameDecoder open = decoder;
        if (open != null) {
            open.pause();
        }
        return open != null;
    }

    boolean isPaused() {
        RtspFrameDecoder open = decoder;
        return open != null && open.isPaused();
    }

    /** Reads on. */
    void resume() {
        RtspFrameDecoder open = decoder;
        if (open != null) {
            open.resume();
        }
    }

    /** Writes; false where there is no connection, or where it takes nothing now. */
    boolean write(ByteBuf bytes) {
        ChannelHandlerContext open = context;
        if (open == null) {
            bytes.release();
            return false;
        }
        return write(open, bytes);
    }

    /** What a camera does not read is not said, so that it cannot pile up for weeks. */
    static boolean write(ChannelHandlerContext open, ByteBuf bytes) {
        if (!open.channel().isWritable()) {
            bytes.release();
            return false;
        }
        open.writeAndFlush(bytes, open.voidPromise());
        return true;
    }

    /** Our end of the connection. */
    InetAddress local() {
        return address(
                (InetSocketAddress) Objects.requireNonNull(context).channel().localAddress());
    }

    /** The camera's end of the connection. */
    InetAddress camera() {
        return address(
                (InetSocketAddress) Objects.requireNonNull(context).channel().remoteAddress());
    }

    private static InetAddress address(InetSocketAddress end) {
        return end.getAddress();
    }

    /** Gives the connection up, if there is one; nothing more is heard of it. */
    void close() {
        ChannelHandlerContext open = context;
        RtspFrameDecoder reading = decoder;
        context = null;
        decoder = null;
        attempts++;
        if (reading != null) {
            reading.stop();
        }
        if (open != null) {
            open.close();
        } else if (connecting != null) {
            connecting.dispose();
        }
    }
}
