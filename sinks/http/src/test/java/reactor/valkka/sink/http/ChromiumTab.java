package reactor.valkka.sink.http;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page of a {@link Chromium}: the little of the DevTools protocol that these tests need. */
final class ChromiumTab implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final Pattern NUMBER = Pattern.compile("^\\{\"id\":(\\d+)");
    private static final Pattern VALUE =
            Pattern.compile("\"value\":(\"(?:[^\"\\\\]|\\\\.)*\"|[^,}]+)");
    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]+)\"");

    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, Sinks.One<String>> waiting = new ConcurrentHashMap<>();
    private final Sinks.Many<String> commands = Sinks.many().unicast().onBackpressureBuffer();
    private final Disposable connection;

    ChromiumTab(String socket) {
        connection = HttpClient.create()
                .websocket(WebsocketClientSpec.builder()
                        .maxFramePayloadLength(ANSWER_BYTES_MAX)
                        .build())
                .uri(socket)
                .handle((in, out) -> out.sendString(commands.asFlux())
                        .then()
                        .and(in.aggregateFrames(ANSWER_BYTES_MAX)
                                .receive()
                                .asString()
                                .doOnNext(this::answered)))
                .subscribe();
    }

    private void answered(String message) {
        Matcher number = NUMBER.matcher(message);
        if (number.find()) {
            Sinks.One<String> one = waiting.remove(Integer.valueOf(number.group(1)));
            if (one != null) {
                one.tryEmitValue(message);
            }
        }
    }

    /** Sends a command and waits for its answer. */
    String command(String method, String parameters) {
        int number = numbers.incrementAndGet();
        Sinks.One<String> answer = Sinks.one();
        waiting.put(number, answer);
        synchronized (this) {
            commands.emitNext(
                    "{\"id\":" + number + ",\"method\":\"" + method + "\",\"params\":" + parameters
                            + "}",
                    Sinks.EmitFailureHandler.FAIL_FAST);
        }
        Mono<String> text = answer.asMono();
        return Objects.requireNonNull(text.block(TIMEOUT));
    }

    /** The value of an expression, or what it promises, as a text. */
    String evaluate(String expression) {
        String parameters = new JsonText()
                .object()
                .put("expression", "(async () => String(await (" + expression + ")))()")
                .endObject()
                .toString();
        String answer = command(
                "Runtime.evaluate",
                parameters.substring(0, parameters.length() - 1)
                        + ",\"awaitPromise\":true,\"returnByValue\":true}");
        Matcher value = VALUE.matcher(answer);
        if (answer.contains("\"exceptionDetails\"") || !value.find()) {
            throw new IllegalStateException(expression + " gave " + answer);
        }
        String text = value.group(1);
        return text.startsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\\\"", "\"")
                : text;
    }

    /** Makes the page as large as a screen. */
    void resize(int width, int height) {
        command(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height
                        + ",\"deviceScaleFactor\":1,\"mobile\":" + (width < 600) + "}");
    }

    /** Keeps a picture of the page for people, under {@code target/screenshots}. */
    void screenshot(String name) {
        Matcher data = DATA.matcher(command("Page.captureScreenshot", "{\"format\":\"png\"}"));
        if (!data.find()) {
            throw new IllegalStateException("No screenshot");
        }
        try {
            Path folder = Files.createDirectories(Path.of("target", "screenshots"));
            Files.write(folder.resolve(name + ".png"), Base64.getDecoder().decode(data.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        connection.dispose();
    }
}
