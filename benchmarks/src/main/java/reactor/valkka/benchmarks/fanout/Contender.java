package reactor.valkka.benchmarks.fanout;

import reactor.valkka.ValkkaException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/** A server that is measured: fetches the camera, and serves it at {@code /camera}. */
enum Contender {
    /** Ours. */
    VALKKA("fanout") {
        @Override
        Worker start(String camera, int readers) {
            return Worker.java(
                    FanoutServer.class,
                    List.of("-Xmx512m"),
                    camera,
                    Integer.toString(readers + SPARE));
        }
    },
    /** GStreamer's RTSP server, with one pipeline for all. */
    GSTREAMER("gstreamer") {
        @Override
        Worker start(String camera, int readers) {
            return new Worker(List.of("/usr/bin/python3", script().toString(), camera));
        }
    };

    private static final int SPARE = 50;

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /** Starts the process for so many readers; its first line is {@code port N}. */
    abstract Worker start(String camera, int readers);

    String title() {
        return title;
    }

    private static Path script() {
        String name = "/gstreamer_fanout.py";
        try (InputStream source =
                Objects.requireNonNull(Contender.class.getResourceAsStream(name), name)) {
            Path copy = Files.createTempFile("valkka", ".py");
            copy.toFile().deleteOnExit();
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port in a worker's first line. */
    static int port(Worker worker) {
        String line = worker.line();
        if (!line.startsWith("port ")) {
            throw new ValkkaException("expected a port, the server said: " + line);
        }
        return Integer.parseInt(line.split(" ", -1)[1]);
    }
}
