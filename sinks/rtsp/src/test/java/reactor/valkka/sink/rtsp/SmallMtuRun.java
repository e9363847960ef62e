package reactor.valkka.sink.rtsp;

import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A program that serves a camera over UDP, reads it, and prints the numbers of what came. */
final class SmallMtuRun {
    private static final Duration SOON = Duration.ofSeconds(30);

    private SmallMtuRun() {}

    public static void main(String[] arguments) {
        int units = Integer.parseInt(arguments[0]);
        TestPool pool = TestPool.create();
        UnitCamera camera =
                new UnitCamera(pool.share(StreamId.of("door")), Integer.parseInt(arguments[1]));
        RtspMount mount = RtspMount.of("/door", camera.frames())
                .ring(UnitCamera.RING_BYTES, UnitCamera.RING_TIME);
        BoundRtspServer server = RtspServer.create().port(0).mount(mount).bindNow();
        RtspSource source = RtspSource.create(server.uri("/door").toString()).stream(
                        StreamId.of("reader"))
                .counters(new Counters())
                .pool(pool.encoded())
                .transport(RtspTransport.UDP)
                .reconnect(ReconnectPolicy.never());
        List<Integer> numbers = source.frames()
                .ofType(AccessUnit.class)
                .take(units)
                .transform(Use.map(UnitCamera::number))
                .collectList()
                .block(SOON);
        Objects.requireNonNull(numbers).forEach(number -> System.out.println("unit " + number));
        server.disposeNow();
        camera.close();
    }
}
