package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

class SdpFileTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Status, type and text of an answer. */
    private static String get(Publisher<String> descriptions) {
        return get(SdpFile.of(descriptions).patience(Duration.ofMillis(200)), 1);
    }

    private static String get(SdpFile file, int times) {
        DisposableServer server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> routes.get("/door.sdp", file::respond))
                .bindNow();
        try {
            HttpClient.ResponseReceiver<?> request = HttpClient.create()
                    .host("127.0.0.1")
                    .port(server.port())
                    .get()
                    .uri("/door.sdp");
            return String.valueOf(request.responseSingle((response, body) -> body.asString()
                            .defaultIfEmpty("")
                            .map(text -> response.status().code() + " "
                                    + response.responseHeaders().get("content-type") + " " + text))
                    .repeat(times - 1)
                    .blockLast(SOON));
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void answersWithTheDescription() {
        assertThat(get(Mono.just("v=0\r\n"))).isEqualTo("200 application/sdp v=0\r\n");
    }

    @Test
    void eachRequestGetsThePresentOne() {
        AtomicInteger version = new AtomicInteger();
        Mono<String> text = Mono.fromSupplier(() -> "v=" + version.incrementAndGet());
        assertThat(get(SdpFile.of(text), 2)).endsWith(" v=2");
    }

    @Test
    void whereThereIsNoneThePlayerIsToldToTryAgain() {
        assertThat(get(Mono.never())).startsWith("503");
        assertThat(get(Flux.empty())).startsWith("503");
        assertThat(get(Mono.error(new IllegalStateException("a secret"))))
                .startsWith("503")
                .doesNotContain("secret");
    }
}
