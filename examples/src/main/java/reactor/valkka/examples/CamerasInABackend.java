package reactor.valkka.examples;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.CONFLICT;
import static io.netty.handler.codec.http.HttpResponseStatus.CREATED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.NO_CONTENT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.valkka.examples.support.Footage;
import reactor.valkka.examples.support.SimulatedCamera;
import reactor.valkka.frame.StreamId;
import reactor.valkka.sink.http.FragmentedMp4;
import reactor.valkka.source.rtsp.CameraState;
import reactor.valkka.source.rtsp.RtspSource;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Cameras in a reactive backend of your own: routes that add, remove, list, watch and show them.
 * The same functions serve a Spring WebFlux controller, which returns what these send.
 *
 * <pre>{@code
 * curl -X PUT -d rtsp://user:secret@10.0.0.7/stream1 localhost:8080/cameras/door
 * curl localhost:8080/cameras
 * curl localhost:8080/cameras/door/states
 * ffplay http://localhost:8080/cameras/door/stream.mp4
 * curl -X DELETE localhost:8080/cameras/door
 * }</pre>
 */
public final class CamerasInABackend {
    private static final int PORT = 8080;
    private static final int ADDRESS_BYTES_MAX = 2048;

    private final Map<String, Entry> cameras = new ConcurrentHashMap<>();

    /** 1. What the backend knows of a camera: where it comes from and how it is shown. */
    private record Entry(RtspSource source, FragmentedMp4 stream) {}

    /** Takes {@code rtsp://} addresses, which are named 1, 2, 3 …; {@code PUT} adds more. */
    public static void main(String[] arguments) {
        CamerasInABackend backend = new CamerasInABackend();
        for (int i = 0; i < arguments.length; i++) {
            backend.add(Integer.toString(i + 1), arguments[i]);
        }
        DisposableServer server = backend.serve(PORT);
        System.out.println("curl http://127.0.0.1:" + server.port() + "/cameras");
        server.onDispose().block();
    }

    /** 2. Routes, on the loopback only: who can add an address can make this machine call it. */
    DisposableServer serve(int port) {
        FragmentedMp4 sample =
                FragmentedMp4.of(SimulatedCamera.of(Footage.file("yard")).frames());
        return HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .route(routes -> routes.get("/sample.mp4", sample::respond)
                        .get("/cameras", this::list)
                        .put("/cameras/{name}", this::put)
                        .delete("/cameras/{name}", this::remove)
                        .get("/cameras/{name}/states", this::states)
                        .get("/cameras/{name}/stream.mp4", this::stream))
                .bindNow();
    }

    /** 3. Nothing connects yet: the camera is called when the first viewer asks for its stream. */
    HttpResponseStatus add(String name, String address) {
        try {
            RtspSource source = RtspSource.create(address.trim()).stream(StreamId.of(name));
            Entry entry = new Entry(source, FragmentedMp4.of(source.frames()));
            return cameras.putIfAbsent(name, entry) == null ? CREATED : CONFLICT;
        } catch (IllegalArgumentException e) {
            return BAD_REQUEST;
        }
    }

    private Publisher<Void> put(HttpServerRequest request, HttpServerResponse response) {
        Mono<HttpResponseStatus> added = request.receive()
                .aggregate()
                .asString()
                .filter(address -> address.length() <= ADDRESS_BYTES_MAX)
                .map(address -> add(name(request), address))
                .defaultIfEmpty(BAD_REQUEST);
        return added.flatMap(status -> response.status(status).send());
    }

    /** 4. Who watches it may finish; nobody new finds it, and the last viewer lets it go. */
    private Publisher<Void> remove(HttpServerRequest request, HttpServerResponse response) {
        boolean known = cameras.remove(name(request)) != null;
        return response.status(known ? NO_CONTENT : NOT_FOUND).send();
    }

    /** 5. Name, state and address; an address shows no password. */
    private Publisher<Void> list(HttpServerRequest request, HttpServerResponse response) {
        String lines = cameras.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(camera -> camera.getKey() + "\t"
                        + word(camera.getValue().source().state()) + "\t"
                        + camera.getValue().source().uri() + "\n")
                .collect(Collectors.joining());
        return response.header("Content-Type", "text/plain; charset=utf-8")
                .sendString(Mono.just(lines));
    }

    /** 6. Each change of state as a server-sent event, for as long as the client listens. */
    private Publisher<Void> states(HttpServerRequest request, HttpServerResponse response) {
        Entry entry = cameras.get(name(request));
        return entry == null
                ? response.sendNotFound()
                : response.sse()
                        .send(
                                entry.source().states().map(CamerasInABackend::event),
                                flushAlways -> true);
    }

    /** 7. Fragmented MP4 for a {@code <video>}, muxed once however many watch. */
    private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
        Entry entry = cameras.get(name(request));
        return entry == null ? response.sendNotFound() : entry.stream().respond(request, response);
    }

    private static ByteBuf event(CameraState state) {
        return Unpooled.copiedBuffer("data: " + word(state) + "\n\n", StandardCharsets.UTF_8);
    }

    private static String word(CameraState state) {
        return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String name(HttpServerRequest request) {
        return String.valueOf(request.param("name"));
    }
}
