package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.measure.GstreamerScript;
import reactor.valkka.benchmarks.measure.Titled;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.List;

/** A server that is measured: fetches the camera, and serves it at {@code /camera}. */
enum Contender implements Titled {
    /** Ours. */
    VALKKA("fanout") {
        @Override
        Worker start(String camera, FanoutPlan plan) {
            return Worker.java(
                    FanoutServer.class,
                    List.of("-Xmx512m"),
                    camera,
                    Integer.toString(plan.readers() + SPARE),
                    Integer.toString(plan.patienceSeconds()));
        }
    },
    /** GStreamer's RTSP server, with one pipeline for all. */
    GSTREAMER("gstreamer") {
        @Override
        Worker start(String camera, FanoutPlan plan) {
            return GstreamerScript.start("gstreamer_fanout.py", camera);
        }

        @Override
        public @Nullable String missing() {
            return GstreamerScript.complaint();
        }
    };

    /** Connections that our server allows beyond those of the readers. */
    static final int SPARE = 8;

    private final String title;

    Contender(String title) {
        this.title = title;
    }

    /** Starts the process; its first line is {@code port N}. */
    abstract Worker start(String camera, FanoutPlan plan);

    @Override
    public String title() {
        return title;
    }
}
