package reactor.valkka.sink.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;

import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import java.time.Duration;
import java.util.Objects;

/**
 * A session description (SDP) for players that receive a stream by itself, such as one that is sent
 * to a multicast group.
 *
 * <pre>{@code
 * HttpServer.create().port(8080)
 *     .route(routes -> routes.get("/door.sdp", SdpFile.of(sender.sdp())::respond))
 *     .bindNow();
 * }</pre>
 *
 * <p><b>Shape:</b> immutable. Each request subscribes to the publisher and gets the first text that
 * comes. <b>Threads:</b> event loops; nothing blocks. <b>Errors:</b> status 503 where no
 * description comes in time, or the publisher fails or is empty; the failure is logged, and the
 * client learns nothing of it.
 *
 * <p><b>Source:</b> RFC 8866 §8.1 ({@code application/sdp}).
 */
public final class SdpFile {
    private static final Logger LOG = LoggerFactory.getLogger(SdpFile.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String RETRY_SECONDS = "5";

    private final Publisher<String> descriptions;
    private final Duration patience;

    private SdpFile(Publisher<String> descriptions, Duration patience) {
        this.descriptions = descriptions;
        this.patience = patience;
    }

    /**
     * Answers with the first text of a publisher.
     *
     * @param descriptions subscribed to for each request, such as {@code MulticastSender.sdp()}
     */
    public static SdpFile of(Publisher<String> descriptions) {
        return new SdpFile(Objects.requireNonNull(descriptions, "descriptions"), PATIENCE);
    }

    /** Sets how long a request waits for a description. Default 5 seconds. */
    public SdpFile patience(Duration time) {
        return new SdpFile(descriptions, Objects.requireNonNull(time, "patience"));
    }

    /** Answers a request; a route handler of Reactor Netty. */
    public Publisher<Void> respond(HttpServerRequest request, HttpServerResponse response) {
        return Mono.from(descriptions)
                .timeout(patience)
                .doOnError(failure -> LOG.debug("{}: no description", request.path(), failure))
                .onErrorResume(failure -> Mono.empty())
                .map(text -> answer(request, response, text))
                .defaultIfEmpty(unavailable(response))
                .flatMap(Mono::from);
    }

    private static Publisher<Void> answer(
            HttpServerRequest request, HttpServerResponse response, String text) {
        response.status(200)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/sdp")
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        return request.method().equals(HttpMethod.HEAD)
                ? response.send()
                : response.sendString(Mono.just(text));
    }

    private static Publisher<Void> unavailable(HttpServerResponse response) {
        return Mono.defer(() -> response.status(503)
                .header(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS)
                .send());
    }
}
