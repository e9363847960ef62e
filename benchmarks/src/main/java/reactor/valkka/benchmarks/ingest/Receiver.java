package reactor.valkka.benchmarks.ingest;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.FfmpegProgram;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.Programs;
import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.TalkingContestant;
import reactor.valkka.benchmarks.measure.Titled;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The programs that are compared. */
enum Receiver implements Titled {
    /** Ours. */
    VALKKA("valkka", 10_000) {
        @Override
        Contestant<IngestStatus> start(String addresses, int cameras, String transport) {
            long poolBytes = ValkkaReceiver.poolBytes(cameras);
            return talking(ValkkaReceiver.class, poolBytes, addresses, cameras, transport);
        }
    },
    /** The least that a reader on Netty can do: the floor. */
    NETTY("netty", 10_000) {
        @Override
        Contestant<IngestStatus> start(String addresses, int cameras, String transport) {
            return talking(BareReceiver.class, 0, addresses, cameras, transport);
        }
    },
    /** A process for each camera of the program inside the library that we decode with. */
    FFMPEG("ffmpeg", 200) {
        @Override
        Contestant<IngestStatus> start(String addresses, int cameras, String transport) {
            return new SilentContestant<>(IntStream.range(0, cameras)
                    .mapToObj(camera -> new Worker(List.of(
                            FfmpegProgram.path(),
                            "-nostdin",
                            "-v",
                            "error",
                            "-rtsp_transport",
                            transport,
                            "-i",
                            addresses + camera,
                            "-c",
                            "copy",
                            "-f",
                            "null",
                            "-")))
                    .toList());
        }

        @Override
        public @Nullable String missing() {
            return FfmpegProgram.missing();
        }
    },
    /** One process of GStreamer for all; it takes packets apart no further than we do. */
    GSTREAMER("gstreamer", 400) {
        @Override
        Contestant<IngestStatus> start(String addresses, int cameras, String transport) {
            List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
            for (int camera = 0; camera < cameras; camera++) {
                command.addAll(List.of("rtspsrc", "location=" + addresses + camera));
                command.addAll(List.of("protocols=" + transport, "latency=200", "!"));
                command.addAll(List.of("rtph264depay", "!", "fakesink", "sync=false"));
            }
            return new SilentContestant<>(List.of(new Worker(command)));
        }

        @Override
        public @Nullable String missing() {
            return Programs.missing(
                    "gst-launch-1.0", "gstreamer1.0-tools gstreamer1.0-plugins-good");
        }
    };

    /** A small heap, and the same for one camera and for thousands. */
    private static final List<String> FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private final String title;
    private final int camerasMost;

    Receiver(String title, int camerasMost) {
        this.title = title;
        this.camerasMost = camerasMost;
    }

    @Override
    public String title() {
        return title;
    }

    /** More than this it is not asked for: memory or set-up would be measured instead. */
    int camerasMost() {
        return camerasMost;
    }

    /** Begins to receive cameras, whose addresses begin alike and end with their number. */
    abstract Contestant<IngestStatus> start(String addresses, int cameras, String transport);

    private static Contestant<IngestStatus> talking(
            Class<?> main, long poolBytes, String addresses, int cameras, String transport) {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.add(Worker.directMemory(poolBytes));
        return new TalkingContestant<>(
                Worker.java(main, flags, addresses, Integer.toString(cameras), transport),
                IngestStatus.class);
    }
}
