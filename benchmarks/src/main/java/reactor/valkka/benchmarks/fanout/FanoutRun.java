package reactor.valkka.benchmarks.fanout;

import reactor.valkka.benchmarks.measure.Pause;
import reactor.valkka.benchmarks.measure.Worker;

import java.time.Duration;
import java.util.List;

/** A camera, a server and readers, each in a process of its own. */
final class FanoutRun implements AutoCloseable {

    private static final List<String> SMALL = List.of("-Xmx96m", "-XX:+UseSerialGC");

    private static final Duration JOIN_MAX = Duration.ofSeconds(120);

    private final FanoutPlan plan;
    private final Worker camera;
    private final Worker server;
    private final Worker readers;

    FanoutRun(FanoutPlan plan) {
        this.plan = plan;
        camera = Worker.java(FanoutCamera.class, SMALL);
        String source = "rtsp://127.0.0.1:" + camera.port() + "/stream";
        server = plan.contender().start(source, plan);
        String uri = "rtsp://127.0.0.1:" + server.port() + "/camera";
        readers = Worker.java(
                Readers.class,
                SMALL,
                uri,
                plan.overUdp() ? "udp" : "tcp",
                Integer.toString(plan.loops()));
    }

    /** Adds readers, and says how many got in. */
    int join(Reader.Kind kind, int count) {
        String order = "join " + kind + ' ' + count;
        return readers.ask(order, Readers.Done.class, JOIN_MAX).readers();
    }

    /** Lets the last ones of a kind go. */
    void leave(Reader.Kind kind, int count) {
        readers.ask("leave " + kind + ' ' + count, Readers.Done.class);
    }

    /** Nobody is slow any more, so that all see what has become of them. */
    void hurry() {
        readers.ask("hurry", Readers.Done.class);
    }

    /** What our server says of itself. */
    ServerStatus status() {
        return server.ask("status", ServerStatus.class);
    }

    /** Memory that the server's process alone pays for. */
    long serverBytes() {
        return server.pssBytes();
    }

    /** Forgets what was measured so far. */
    void mark() {
        readers.ask("mark", Readers.Done.class);
    }

    ReaderReport report(Reader.Kind kind) {
        return readers.ask("report " + kind, ReaderReport.class);
    }

    /** Measures the quick readers. */
    FanoutFigures measure(int seconds) {
        mark();
        Worker.Cpu before = server.cpu();
        Worker.Cpu readersBefore = readers.cpu();
        long start = System.nanoTime();
        Pause.seconds(seconds);
        Worker.Cpu cpu = server.cpu().minus(before);
        Worker.Cpu readersCpu = readers.cpu().minus(readersBefore);
        ReaderReport report = report(Reader.Kind.QUICK);
        double measured = (System.nanoTime() - start) / 1e9;
        return new FanoutFigures(
                plan.contender().title(),
                plan.readers(),
                report,
                measured,
                cpu,
                readersCpu,
                Double.NaN,
                server.pssBytes());
    }

    /**
     * Lets all but one leave, and says what processor time the server needs in a second then.
     *
     * @param readers how many are there
     */
    double aloneMillis(int readers, int seconds, double settleSeconds) {
        leave(Reader.Kind.QUICK, readers - 1);
        Pause.seconds(settleSeconds);
        Worker.Cpu before = server.cpu();
        Pause.seconds(seconds);
        return server.cpu().minus(before).millis() / seconds;
    }

    @Override
    public void close() {
        readers.close();
        server.close();
        camera.close();
    }
}
