package reactor.valkka.sink.http;

import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A program at the server's WebSocket, in the place of a page. */
final class PageSocket implements AutoCloseable {
    private static final int MESSAGE_BYTES_MAX = 4 << 20;

    private final Sinks.Many<String> commands = Sinks.many().unicast().onBackpressureBuffer();
    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private final Disposable connection;
    private int pings;

    /** A binary message. */
    record Message(int kind, int flags, int camera, ByteBuffer rest) {
        boolean isKeyFrame() {
            return (flags & SocketFraming.FLAG_KEY_FRAME) != 0;
        }
    }

    PageSocket(int port) {
        connection = HttpClient.create()
                .websocket(WebsocketClientSpec.builder()
                        .maxFramePayloadLength(MESSAGE_BYTES_MAX)
                        .build())
                .uri("ws://127.0.0.1:" + port + "/socket")
                .handle((in, out) -> out.sendString(commands.asFlux())
                        .then()
                        .and(in.aggregateFrames(MESSAGE_BYTES_MAX)
                                .receiveFrames()
                                .doOnNext(frame -> received(
                                        frame instanceof TextWebSocketFrame,
                                        frame.content().nioBuffer()))))
                .onErrorComplete()
                .subscribe();
    }

    private void received(boolean text, ByteBuffer content) {
        byte[] copy = new byte[content.remaining()];
        content.get(copy);
        ByteBuffer kept = ByteBuffer.wrap(copy);
        if (text) {
            texts.add(new String(copy, StandardCharsets.UTF_8));
        } else {
            messages.add(new Message(kept.get(), kept.get(), kept.getShort() & 0xFFFF, kept));
        }
    }

    void send(String command) {
        commands.emitNext(command, Sinks.EmitFailureHandler.FAIL_FAST);
    }

    /** Asks and waits: what was sent before has been done then, and what came of it is here. */
    void awaitPong() {
        String sent = Integer.toString(++pings);
        send("ping " + sent);
        await().until(() ->
                texts.stream().anyMatch(text -> text.contains("\"sent\":\"" + sent + "\"")));
    }

    /** Texts so far. */
    List<String> texts() {
        return texts;
    }

    /** Binary messages so far. */
    List<Message> messages() {
        return messages;
    }

    boolean isClosed() {
        return connection.isDisposed();
    }

    @Override
    public void close() {
        connection.dispose();
    }
}
