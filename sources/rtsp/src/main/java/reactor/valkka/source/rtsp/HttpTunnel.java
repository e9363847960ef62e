package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;

import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.tcp.TcpClient;
import reactor.valkka.media.rtsp.RtspUri;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * RTSP inside two HTTP connections that name the same session cookie: the camera speaks in the
 * answer to a GET and hears, in base64, the body of a POST that never ends.
 *
 * <p>The length that the POST names is the one that QuickTime named; cameras look at it as little
 * as at the end of it. What they say about another address for the POST
 * ({@code x-server-ip-address}) is left alone: it is often one of their inner networks.
 *
 * <p><b>Threads:</b> one event loop. <b>Source:</b> Apple, Tunnelling RTSP and RTP over HTTP.
 */
final class HttpTunnel {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int RTSP_PORT = 554;
    private static final int RTSPS_PORT = 322;

    private final RtspUri uri;
    private final String cookie;

    private HttpTunnel(RtspUri uri) {
        this.uri = uri;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        byte[] bytes = new byte[11];
        random.nextBytes(bytes);
        cookie = ByteBufUtil.hexDump(bytes);
    }

    /** The port of a camera's web server, unless the address names one of its own. */
    static int port(RtspUri uri) {
        boolean secured = uri.scheme().equals("rtsps");
        boolean named = uri.port() != (secured ? RTSPS_PORT : RTSP_PORT);
        return named ? uri.port() : secured ? HTTPS_PORT : HTTP_PORT;
    }

    /**
     * Opens both halves.
     *
     * @param get makes the connection in which the camera speaks
     * @param post makes the one in which it hears
     * @param uri what the dialogue will be about
     * @return the first one: what is written to it goes through the second. Each ends with the
     *     other
     */
    static Mono<Connection> open(TcpClient get, TcpClient post, RtspUri uri) {
        return Mono.defer(() -> new HttpTunnel(uri).open(get, post));
    }

    private Mono<Connection> open(TcpClient get, TcpClient post) {
        return get.connect()
                .flatMap(heard -> granted(heard)
                        .then(Mono.defer(post::connect))
                        .flatMap(said -> join(heard, said))
                        .doOnError(failed -> heard.dispose())
                        .doOnCancel(heard::dispose));
    }

    /** Asks for the half in which the camera speaks. */
    private Mono<Void> granted(Connection connection) {
        Channel channel = connection.channel();
        return Mono.create(sink -> {
            addLast(channel.pipeline(), new HttpAnswer(uri.peer(), sink));
            channel.config().setAutoRead(true);
            channel.writeAndFlush(head("GET", ""));
        });
    }

    private Mono<Connection> join(Connection heard, Connection said) {
        Channel down = heard.channel();
        Channel up = said.channel();
        if (!down.isActive()) {
            said.dispose();
            return Mono.error(new IOException("the camera closed the GET of the tunnel"));
        }
        addLast(up.pipeline(), new HttpPostAnswer(down));
        addLast(down.pipeline(), new HttpPostBody(up));
        up.closeFuture().addListener(ended -> down.close());
        down.closeFuture().addListener(ended -> up.close());
        up.config().setAutoRead(true);
        up.writeAndFlush(head(
                "POST",
                "Content-Type: application/x-rtsp-tunnelled\r\nContent-Length: 32767\r\n"
                        + "Expires: Sun, 9 Jan 1972 00:00:00 GMT\r\n"));
        return Mono.just(heard);
    }

    private static void addLast(ChannelPipeline pipeline, ChannelHandler handler) {
        pipeline.addBefore(NettyPipeline.ReactiveBridge, null, handler);
    }

    private ByteBuf head(String method, String more) {
        String path = uri.path().startsWith("/") ? uri.path() : '/' + uri.path();
        String host = uri.host().indexOf(':') >= 0 ? '[' + uri.host() + ']' : uri.host();
        String text = method + ' ' + path + " HTTP/1.0\r\n"
                + "Host: " + host + "\r\n"
                + "User-Agent: reactor-valkka\r\n"
                + "x-sessioncookie: " + cookie + "\r\n"
                + "Accept: application/x-rtsp-tunnelled\r\n"
                + "Pragma: no-cache\r\n"
                + "Cache-Control: no-cache\r\n"
                + more + "\r\n";
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
