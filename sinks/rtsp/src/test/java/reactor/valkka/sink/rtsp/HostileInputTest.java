package reactor.valkka.sink.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.Disposable;
import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.operator.Use;
import reactor.valkka.source.rtsp.ReconnectPolicy;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Whatever one address does, those who read from the same one notice nothing. */
@NoFrameLeaks
@Timeout(90)
class HostileInputTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int HALF_OPEN = 1_000;
    private static final int FLOODING = 8;
    private static final int FLOOD_REQUESTS = 20_000;

    private final Counters counters = new Counters();
    private final List<Watched> readers = new ArrayList<>();
    private UnitCamera camera;
    private BoundRtspServer server;

    /** A reader, and which units it got. */
    private static final class Watched {
        private final List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
        private final Disposable reading;

        Watched(RtspSource source) {
            reading = source.frames()
                    .ofType(AccessUnit.class)
                    .transform(Use.map(UnitCamera::number))
                    .subscribe(numbers::add);
        }
    }

    @BeforeEach
    void start(TestPool pool) {
        camera = new UnitCamera(pool.share(StreamId.of("door")), UnitCamera.LONG_GROUP);
        server = RtspServer.create()
                .port(0)
                .counters(counters)
                .mount(RtspMount.of("/door", camera.frames())
                        .ring(UnitCamera.RING_BYTES, UnitCamera.RING_TIME)
                        .linger(Duration.ZERO))
                .bindNow();
        for (RtspTransport transport : List.of(RtspTransport.TCP, RtspTransport.UDP)) {
            readers.add(new Watched(RtspSource.create(server.uri("/door").toString()).stream(
                            StreamId.of("reader-" + transport))
                    .counters(counters)
                    .pool(pool.encoded())
                    .transport(transport)
                    .reconnect(ReconnectPolicy.never())));
        }
        await().atMost(SOON)
                .until(() -> readers.stream().allMatch(reader -> reader.numbers.size() > 10));
    }

    @AfterEach
    void stop() {
        readers.forEach(reader -> reader.reading.dispose());
        server.disposeNow();
        camera.close();
    }

    private long count(Counter counter) {
        return counters.of(StreamId.of("rtsp-server-0")).get(counter);
    }

    /** While it goes on and a second longer, each reader gets each unit soon after it is made. */
    private void whileReadersGoOn(Runnable hostile) {
        int madeBefore = camera.units();
        int[] before =
                readers.stream().mapToInt(reader -> reader.numbers.size()).toArray();

        hostile.run();
        int more = 1_000 / UnitCamera.PERIOD_MILLIS;
        int last = camera.units() + more;
        await().atMost(SOON)
                .until(() -> readers.stream().allMatch(reader -> reader.numbers.contains(last)));

        int made = camera.units() - madeBefore;
        for (int i = 0; i < readers.size(); i++) {
            List<Integer> numbers = List.copyOf(readers.get(i).numbers);
            for (int n = 1; n < numbers.size(); n++) {
                assertThat(numbers.get(n)).isEqualTo(numbers.get(0) + n);
            }
            assertThat((double) numbers.size() - before[i]).isGreaterThan(0.7 * made);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.readers())
                        .hasSize(2)
                        .allMatch(reader -> reader.skippedUnits() == 0));
    }

    @Test
    void aThousandConnectionsThatNeverFinishTheirRequestAreRefused() {
        List<RawClient> clients = new ArrayList<>();
        whileReadersGoOn(() -> {
            for (int i = 0; i < HALF_OPEN; i++) {
                RawClient client = new RawClient(server.port());
                client.write("OPTIONS * RTS");
                clients.add(client);
            }
        });
        RtspServerLimits limits = RtspServerLimits.DEFAULT;
        int refused = HALF_OPEN - limits.connectionsPerAddress();
        await().atMost(SOON).until(() -> count(Counter.CONNECTIONS_REFUSED) >= refused);
        assertThat(server.connections()).isLessThanOrEqualTo(limits.connectionsPerAddress());
        clients.forEach(RawClient::close);
        await().atMost(SOON).until(() -> server.connections() == 2);
    }

    @Test
    void headersWithoutAnEndAreNotReadToTheirEnd() {
        whileReadersGoOn(() -> {
            for (int i = 0; i < 20; i++) {
                try (RawClient client = new RawClient(server.port())) {
                    client.write("OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n");
                    boolean taken = true;
                    while (taken && !client.isAnswered()) {
                        taken = client.write("X-Again: and again\r\n");
                    }
                    assertThat(client.answer().status()).isEqualTo(400);
                    while (taken) {
                        taken = client.write("X-Again: and again\r\n");
                    }
                }
            }
        });
        assertThat(count(Counter.CONNECTIONS_REFUSED)).isEqualTo(20);
        await().atMost(SOON).until(() -> server.connections() == 2);
    }

    @Test
    void aFloodOfSetupsOpensNoMoreSessionsThanAllowed() {
        whileReadersGoOn(() -> flood("SETUP", "/door/trackID=0", "Transport: RTP/AVP/TCP"));

        assertThat(count(Counter.REQUESTS_DELAYED)).isPositive();
        await().atMost(SOON).until(() -> server.connections() == 2);
    }

    @Test
    void aFloodOfDescribesIsSlowedDown() {
        whileReadersGoOn(() -> flood("DESCRIBE", "/door", "Accept: application/sdp"));

        assertThat(count(Counter.REQUESTS_DELAYED)).isPositive();
        await().atMost(SOON).until(() -> server.connections() == 2);
    }

    /**
     * From many connections, as fast as they are taken, without reading an answer. The requests are
     * made beforehand, so that it is the server that has work and not this machine.
     */
    private void flood(String method, String path, String header) {
        StringBuilder requests = new StringBuilder();
        for (int n = 1; n <= FLOOD_REQUESTS; n++) {
            requests.append(RawClient.request(n, method, server.uri(path).toString(), header));
        }
        String flood = requests.toString();
        List<RawClient> clients = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < FLOODING; i++) {
            RawClient client = new RawClient(server.port());
            clients.add(client);
            Thread sender = new Thread(() -> client.write(flood));
            sender.start();
            senders.add(sender);
        }
        long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        await().atMost(SOON).until(() -> System.nanoTime() - until > 0);
        clients.forEach(RawClient::close);
        for (Thread sender : senders) {
            await().atMost(SOON).until(() -> !sender.isAlive());
        }
    }
}
