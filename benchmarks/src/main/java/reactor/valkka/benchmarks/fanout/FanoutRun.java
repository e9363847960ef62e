package reactor.valkka.benchmarks.fanout;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A camera, a server and readers, each in a process of its own. */
final class FanoutRun implements AutoCloseable {

    private static final List<String> SMALL = List.of("-Xmx96m", "-XX:+UseSerialGC");

    private final String title;
    private final Worker camera;
    private final Worker server;
    private final Worker readers;

    FanoutRun(Contender contender, int readerCount, boolean overUdp, int loops) {
        title = contender.title();
        camera = Worker.java(FanoutCamera.class, SMALL);
        String source = "rtsp://127.0.0.1:" + Contender.port(camera) + "/stream";
        server = contender.start(source, readerCount);
        String uri = "rtsp://127.0.0.1:" + Contender.port(server) + "/camera";
        readers = Worker.java(
                Readers.class, SMALL, uri, overUdp ? "udp" : "tcp", Integer.toString(loops));
    }

    /** Adds readers, and says how many got in. */
    int join(Reader.Kind kind, int count) {
        return Integer.parseInt(readers.ask("join " + kind + ' ' + count).split(" ", -1)[1]);
    }

    void leave(int count) {
        readers.ask("leave " + count);
    }

    /** What our server says of itself. */
    ServerStatus status() {
        return ServerStatus.parse(server.ask("status"));
    }

    /** Forgets what was measured so far. */
    void mark() {
        readers.ask("mark");
    }

    ReaderReport report(Reader.Kind kind) {
        return ReaderReport.parse(readers.ask("report " + kind));
    }

    static void pause(double seconds) {
        long until = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Measures the quick readers, once now and once when all but one have left. */
    FanoutFigures measure(int seconds, int aloneSeconds, double settleSeconds) {
        mark();
        Worker.Cpu before = server.cpu();
        long start = System.nanoTime();
        pause(seconds);
        Worker.Cpu cpu = server.cpu().minus(before);
        ReaderReport report = report(Reader.Kind.QUICK);
        double measured = (System.nanoTime() - start) / 1e9;
        long pss = server.pssBytes();
        double alone = alone(report.readers() - 1, aloneSeconds, settleSeconds);
        return new FanoutFigures(title, report, measured, cpu, alone, pss);
    }

    private double alone(int others, int seconds, double settleSeconds) {
        leave(others);
        pause(settleSeconds);
        Worker.Cpu before = server.cpu();
        pause(seconds);
        return server.cpu().minus(before).millis() / seconds;
    }

    @Override
    public void close() {
        readers.close();
        server.close();
        camera.close();
    }
}
