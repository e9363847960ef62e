package reactor.valkka.sink.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Answers the requests of pages and players.
 *
 * <pre>{@code
 * GET /                        all cameras
 * GET /camera/NAME             one camera
 * GET /camera/NAME/stream.mp4  its stream, for <video>, curl and players
 * GET /cameras.json            what the page is told once a second
 * GET /assets/FILE             a file of the page
 * GET /socket                  the page's WebSocket
 * }</pre>
 */
final class PageRoutes {
    private static final String CAMERA = "/camera/";
    private static final String STREAM = "/stream.mp4";
    private static final String ASSETS = "/assets/";
    private static final long WRONG_PASSWORD_DELAY_MILLIS = 300;
    private static final WebsocketServerSpec SOCKET = WebsocketServerSpec.builder()
            .maxFramePayloadLength(PageSession.COMMAND_BYTES_MAX)
            .build();

    private final CameraBoard board;
    private final AccessGuard guard;
    private final PageAssets assets = new PageAssets();
    private final Duration stuckAfter;

    PageRoutes(CameraBoard board, AccessGuard guard, Duration stuckAfter) {
        this.board = board;
        this.guard = guard;
        this.stuckAfter = stuckAfter;
    }

    /** Answers one request. */
    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        SecurityHeaders.addTo(response.responseHeaders());
        boolean webSocket = request.requestHeaders()
                .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        AccessGuard.Verdict verdict = guard.judge(request.requestHeaders(), webSocket);
        if (verdict != AccessGuard.Verdict.ALLOWED) {
            return refuse(verdict, response);
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.header(HttpHeaderNames.ALLOW, "GET, HEAD");
            return text(request, response, HttpResponseStatus.METHOD_NOT_ALLOWED);
        }
        String path = path(request);
        return path == null
                ? text(request, response, HttpResponseStatus.BAD_REQUEST)
                : route(path, webSocket, request, response);
    }

    private static @Nullable String path(HttpServerRequest request) {
        try {
            return new QueryStringDecoder(request.uri()).path();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private Publisher<Void> route(
            String path,
            boolean webSocket,
            HttpServerRequest request,
            HttpServerResponse response) {
        if (path.equals("/socket")) {
            return webSocket
                    ? response.sendWebsocket(this::talk, SOCKET)
                    : text(request, response, HttpResponseStatus.UPGRADE_REQUIRED);
        }
        if (path.equals("/")) {
            return page(request, response);
        }
        if (path.equals("/cameras.json")) {
            return send(request, response, "application/json", board.describe());
        }
        if (path.startsWith(ASSETS)) {
            PageAssets.Asset asset = assets.find(path.substring(ASSETS.length()));
            return asset == null
                    ? text(request, response, HttpResponseStatus.NOT_FOUND)
                    : send(request, response, asset.type(), asset.content());
        }
        return path.startsWith(CAMERA)
                ? camera(path.substring(CAMERA.length()), request, response)
                : text(request, response, HttpResponseStatus.NOT_FOUND);
    }

    private Publisher<Void> camera(
            String rest, HttpServerRequest request, HttpServerResponse response) {
        boolean stream = rest.endsWith(STREAM);
        String name = stream ? rest.substring(0, rest.length() - STREAM.length()) : rest;
        ShownCamera shown = board.find(name);
        if (shown == null) {
            return text(request, response, HttpResponseStatus.NOT_FOUND);
        }
        return stream
                ? shown.camera().stream()
                        .respond(request, response, () -> board.shows(shown.mount()))
                : page(request, response);
    }

    private Publisher<Void> page(HttpServerRequest request, HttpServerResponse response) {
        String cookie = guard.cookie();
        if (cookie != null) {
            response.header(HttpHeaderNames.SET_COOKIE, cookie);
        }
        return send(request, response, assets.page().type(), assets.page().content());
    }

    private Publisher<Void> talk(WebsocketInbound inbound, WebsocketOutbound outbound) {
        return Mono.defer(() -> {
            PageSession[] session = new PageSession[1];
            outbound.withConnection(connection ->
                    session[0] = new PageSession(connection.channel(), board, stuckAfter));
            session[0].start();
            return inbound.receive()
                    .asString(StandardCharsets.UTF_8)
                    .doOnNext(session[0]::command)
                    .then()
                    .doFinally(signal -> session[0].close());
        });
    }

    private static Publisher<Void> refuse(
            AccessGuard.Verdict verdict, HttpServerResponse response) {
        response.keepAlive(false);
        switch (verdict) {
            case WRONG_HOST:
                return response.status(HttpResponseStatus.MISDIRECTED_REQUEST).send();
            case WRONG_ORIGIN:
                return response.status(HttpResponseStatus.FORBIDDEN).send();
            default:
                Mono<Void> challenge = response.status(HttpResponseStatus.UNAUTHORIZED)
                        .header(
                                HttpHeaderNames.WWW_AUTHENTICATE,
                                "Basic realm=\"cameras\", charset=\"UTF-8\"")
                        .send();
                return verdict == AccessGuard.Verdict.WRONG_CREDENTIALS
                        ? later(response).then(challenge)
                        : challenge;
        }
    }

    /**
     * Makes guessing slow. Waits on the connection's own event loop: answers that complete
     * elsewhere can leave a kept connection of Reactor Netty without an answer (its issue 4188).
     */
    private static Mono<Void> later(HttpServerResponse response) {
        return Mono.create(sink -> response.withConnection(connection -> {
            var timer = connection
                    .channel()
                    .eventLoop()
                    .schedule(
                            () -> sink.success(),
                            WRONG_PASSWORD_DELAY_MILLIS,
                            TimeUnit.MILLISECONDS);
            sink.onDispose(() -> timer.cancel(false));
        }));
    }

    private static Publisher<Void> text(
            HttpServerRequest request, HttpServerResponse response, HttpResponseStatus status) {
        response.status(status);
        return send(
                request,
                response,
                "text/plain; charset=utf-8",
                (status + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String type, byte[] content) {
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(content.length));
        return request.method().equals(HttpMethod.HEAD)
                ? response.send()
                : response.sendByteArray(Mono.just(content));
    }
}
