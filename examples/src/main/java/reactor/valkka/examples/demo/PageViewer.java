package reactor.valkka.examples.demo;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A viewer without eyes: connects to the page's WebSocket, watches all cameras and reads their
 * fragmented MP4. All is called on one event loop.
 *
 * <p>Messages: texts are JSON; a binary message begins with its kind (1 initialization segment, 2
 * media), flags (bit 0: key frame) and the camera's number in 16 bits; then for kind 1 the length
 * of the MIME type in 16 bits and the type, for kind 2 two times of 64 bits; then the boxes.
 */
final class PageViewer {
    private static final Pattern CAMERA =
            Pattern.compile("\"number\":(\\d+),\"name\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final int MESSAGE_BYTES_MAX = 16 << 20;
    private static final Duration PING_PERIOD = Duration.ofSeconds(2);
    private static final int INITIALIZATION = 1;
    private static final int HEADER_BYTES = 4;
    private static final int MEDIA_HEADER_BYTES = 20;

    private final Map<Integer, Mp4Watch> watched = new TreeMap<>();
    private final Map<Integer, String> names = new TreeMap<>();
    private final Sinks.Many<String> commands = Sinks.many().unicast().onBackpressureBuffer();
    private final long startNanos = System.nanoTime();
    private long firstPictureNanos = -1;
    private long overlays;

    private PageViewer() {}

    /** Watches for some time; blocks. */
    static CheckResult watch(
            int port, @Nullable String user, @Nullable String password, Duration time) {
        PageViewer viewer = new PageViewer();
        Throwable failure = HttpClient.create()
                .headers(headers -> viewer.introduce(headers, port, user, password))
                .websocket(WebsocketClientSpec.builder()
                        .maxFramePayloadLength(MESSAGE_BYTES_MAX)
                        .build())
                .uri("ws://127.0.0.1:" + port + "/socket")
                .handle(viewer::talk)
                .then(Mono.<Throwable>just(
                        new IllegalStateException("the server closed the connection")))
                .onErrorResume(Mono::just)
                .timeout(time, Mono.empty())
                .block();
        return viewer.result(failure);
    }

    private void introduce(
            HttpHeaders headers, int port, @Nullable String user, @Nullable String password) {
        headers.set(HttpHeaderNames.ORIGIN, "http://127.0.0.1:" + port);
        if (user != null) {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            headers.set(
                    HttpHeaderNames.AUTHORIZATION,
                    "Basic " + Base64.getEncoder().encodeToString(both));
        }
    }

    private Mono<Void> talk(WebsocketInbound in, WebsocketOutbound out) {
        Mono<Void> reading = in.aggregateFrames(MESSAGE_BYTES_MAX)
                .receiveFrames()
                .doOnNext(this::receive)
                .then();
        // A page that says nothing for long is taken for gone, so this one pings as a browser's
        // does.
        Flux<String> pings = Flux.interval(PING_PERIOD).onBackpressureDrop().map(n -> "ping " + n);
        Mono<Void> writing =
                out.sendString(Flux.merge(commands.asFlux(), pings)).then();
        return Mono.firstWithSignal(reading, writing.then(Mono.never()));
    }

    private synchronized void receive(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            read(text.text());
        } else if (frame instanceof BinaryWebSocketFrame binary) {
            read(binary.content().nioBuffer());
        }
    }

    private void read(String json) {
        if (json.contains("\"type\":\"overlay\"")) {
            overlays++;
            return;
        }
        Matcher camera = CAMERA.matcher(json);
        boolean news = false;
        while (camera.find()) {
            Integer number = Integer.valueOf(camera.group(1));
            news |= names.put(number, camera.group(2)) == null;
            watched.computeIfAbsent(number, n -> new Mp4Watch());
        }
        if (news) {
            StringBuilder command = new StringBuilder("watch");
            names.keySet().forEach(number -> command.append(' ').append(number));
            commands.tryEmitNext(command.toString());
        }
    }

    private void read(ByteBuffer message) {
        boolean keyFrame = (message.get(1) & 1) != 0;
        Mp4Watch camera = watched.computeIfAbsent((int) message.getShort(2), n -> new Mp4Watch());
        if (message.get(0) == INITIALIZATION) {
            byte[] mime = new byte[message.getShort(HEADER_BYTES)];
            message.get(HEADER_BYTES + 2, mime);
            message.position(HEADER_BYTES + 2 + mime.length);
            camera.initialization(new String(mime, StandardCharsets.US_ASCII), message.slice());
        } else {
            long now = System.nanoTime();
            if (firstPictureNanos < 0) {
                firstPictureNanos = now - startNanos;
            }
            message.position(MEDIA_HEADER_BYTES);
            camera.media(message.slice(), keyFrame, now);
        }
    }

    private synchronized CheckResult result(@Nullable Throwable failure) {
        return new CheckResult(names, watched, firstPictureNanos, overlays, failure);
    }
}
