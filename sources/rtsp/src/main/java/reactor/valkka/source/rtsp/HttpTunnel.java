package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.tcp.TcpClient;
import reactor.valkka.media.rtsp.Authenticator;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.media.rtsp.TunnelRequests;
import reactor.valkka.rtsp.RtspAuthenticationException;
import reactor.valkka.rtsp.Stage;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * RTSP inside two HTTP connections that name the same session cookie: the camera speaks in the
 * answer to a GET and hears, in base64, the body of a POST that never ends.
 *
 * <p>Either may be challenged, as a web page is; the dialogue inside is then often not challenged
 * any more.
 *
 * <p>What cameras say about another address for the POST ({@code x-server-ip-address}) is left
 * alone: it is often one of their inner networks.
 *
 * <p><b>Threads:</b> one event loop. <b>Source:</b> Apple, Tunnelling RTSP and RTP over HTTP.
 */
final class HttpTunnel {

    private static final int OK = 200;

    private final RtspUri uri;
    private final Authenticator authenticator;
    private final TunnelRequests requests;
    private final Runnable loggedIn;

    private HttpTunnel(RtspUri uri, @Nullable Credentials credentials, Runnable loggedIn) {
        this.uri = uri;
        this.loggedIn = loggedIn;
        authenticator = new Authenticator(credentials, HttpTunnel::random);
        requests = new TunnelRequests(uri, random(), authenticator);
    }

    /** Text that hardly repeats itself and may stand anywhere. */
    static String random() {
        byte[] bytes = new byte[11];
        ThreadLocalRandom.current().nextBytes(bytes);
        return ByteBufUtil.hexDump(bytes);
    }

    /**
     * Opens both halves.
     *
     * @param get makes the connection in which the camera speaks
     * @param post makes the one in which it hears
     * @param uri what the dialogue will be about
     * @param credentials that may be given there
     * @param loggedIn is called where they were taken
     * @return the first one: what is written to it goes through the second. Each ends with the
     *     other. Fails with {@link RtspAuthenticationException} where we are not let in
     */
    static Mono<Connection> open(
            TcpClient get,
            TcpClient post,
            RtspUri uri,
            @Nullable Credentials credentials,
            Runnable loggedIn) {
        return Mono.defer(() -> new HttpTunnel(uri, credentials, loggedIn).open(get, post));
    }

    private Mono<Connection> open(TcpClient get, TcpClient post) {
        return get.connect()
                .flatMap(heard -> asked(heard)
                        .flatMap(answer -> answer.status() == OK
                                ? post.connect().flatMap(said -> join(heard, said, post))
                                : again(heard, answer, post))
                        .doOnError(failed -> heard.dispose())
                        .doOnCancel(heard::dispose));
    }

    /** Asks for the half in which the camera speaks. */
    private Mono<RtspResponse> asked(Connection connection) {
        Channel channel = connection.channel();
        return Mono.create(sink -> {
            addLast(channel, new HttpAnswer(uri.peer(), sink));
            channel.config().setAutoRead(true);
            channel.writeAndFlush(Unpooled.wrappedBuffer(requests.get()));
        });
    }

    /** Asks again, this time with an answer to the challenge. */
    private Mono<Connection> again(Connection refused, RtspResponse challenge, TcpClient client) {
        refused.dispose();
        RtspAuthenticationException refusal = refusal(challenge);
        return refusal == null ? open(client, client) : Mono.error(refusal);
    }

    /** Takes in a challenge; {@code null} where there is an answer to it. */
    private @Nullable RtspAuthenticationException refusal(RtspResponse challenge) {
        Authenticator.Verdict verdict = authenticator.onUnauthorized(challenge);
        return verdict == Authenticator.Verdict.RETRY
                ? null
                : new RtspAuthenticationException(verdict, Stage.CONNECT, uri.peer());
    }

    private Mono<Connection> join(Connection heard, Connection said, TcpClient post) {
        Channel down = heard.channel();
        if (!down.isActive()) {
            said.dispose();
            return Mono.error(new IOException("the camera closed the GET of the tunnel"));
        }
        HttpPostBody body = new HttpPostBody(down);
        addLast(down, body);
        authenticator.onGranted();
        if (authenticator.isProven()) {
            loggedIn.run();
        }
        authenticator.onNewConnection();
        down.closeFuture().addListener(ended -> body.close());
        begin(body, said, post);
        return Mono.just(heard);
    }

    /** Begins the half in which the camera hears; what was said before is said again. */
    private void begin(HttpPostBody body, Connection said, TcpClient post) {
        Channel up = said.channel();
        addLast(up, new HttpPostAnswer(challenge -> challenged(body, challenge, post), body::fail));
        up.closeFuture().addListener(ended -> body.ended(up));
        up.config().setAutoRead(true);
        up.writeAndFlush(Unpooled.wrappedBuffer(requests.post()));
        body.through(up);
    }

    /** The camera wants to know at the POST who we are. */
    private void challenged(HttpPostBody body, RtspResponse challenge, TcpClient post) {
        RtspAuthenticationException refusal = refusal(challenge);
        if (refusal != null) {
            body.fail(refusal);
        } else if (body.canBeSaidAgain()) {
            body.pause();
            post.connect().subscribe(said -> begin(body, said, post), body::fail);
        } else {
            body.fail(new IOException("the camera asked in the middle of a POST who we are"));
        }
    }

    private static void addLast(Channel channel, ChannelHandler handler) {
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, null, handler);
    }
}
