package reactor.valkka.benchmarks.analyse;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.FfmpegProgram;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.JsonLine;
import reactor.valkka.benchmarks.measure.Programs;
import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.TalkingContestant;
import reactor.valkka.benchmarks.measure.Titled;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The programs that are compared: from cameras over TCP to small pictures, one a period. */
enum Analyser implements Titled {
    /** Ours. */
    VALKKA("valkka", 2_000) {
        @Override
        Contestant<AnalyseStatus> start(String addresses, AnalysePlan plan) {
            return new TalkingContestant<>(
                    Worker.java(
                            ValkkaAnalyser.class,
                            List.of(
                                    "-Xmx256m",
                                    "-XX:+UseSerialGC",
                                    Worker.directMemory(ValkkaAnalyser.poolBytes(plan))),
                            addresses,
                            JsonLine.print(plan)),
                    AnalyseStatus.class);
        }
    },
    /** A process for each camera of the program inside the library that we decode with. */
    FFMPEG("ffmpeg", 16) {
        @Override
        Contestant<AnalyseStatus> start(String addresses, AnalysePlan plan) {
            return ffmpeg(addresses, plan, List.of());
        }

        @Override
        public @Nullable String missing() {
            return FfmpegProgram.missing();
        }
    },
    /** The same, which decodes key frames only: the best that it can do. */
    FFMPEG_NOKEY("ffmpeg-nokey", 64) {
        @Override
        Contestant<AnalyseStatus> start(String addresses, AnalysePlan plan) {
            return ffmpeg(addresses, plan, List.of("-skip_frame", "nokey"));
        }

        @Override
        public @Nullable String missing() {
            return FfmpegProgram.missing();
        }
    },
    /** One process of GStreamer for all cameras, which decodes everything. */
    GSTREAMER("gstreamer", 16) {
        @Override
        Contestant<AnalyseStatus> start(String addresses, AnalysePlan plan) {
            List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-q"));
            for (int camera = 0; camera < plan.cameras(); camera++) {
                String text = String.format(
                        Locale.ROOT,
                        "rtspsrc location=%s protocols=tcp latency=200 ! rtph264depay ! h264parse !"
                                + " avdec_h264 max-threads=1 ! videorate drop-only=true !"
                                + " video/x-raw,framerate=%s ! videoconvertscale n-threads=1 !"
                                + " video/x-raw,format=RGB,width=%d,height=%d !"
                                + " fakesink sync=false",
                        addresses + camera,
                        fraction(plan),
                        plan.width(),
                        plan.height());
                command.addAll(List.of(text.split(" ", -1)));
            }
            return new SilentContestant<>(List.of(new Worker(command)));
        }

        @Override
        public @Nullable String missing() {
            return Programs.missing(
                    "gst-launch-1.0",
                    "gstreamer1.0-tools gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
                            + " gstreamer1.0-libav");
        }
    };

    private final String title;
    private final int camerasMost;

    Analyser(String title, int camerasMost) {
        this.title = title;
        this.camerasMost = camerasMost;
    }

    @Override
    public String title() {
        return title;
    }

    /** More than this are refused of ours; another is measured with no more, whatever we do. */
    int camerasMost() {
        return camerasMost;
    }

    abstract Contestant<AnalyseStatus> start(String addresses, AnalysePlan plan);

    private static String fraction(AnalysePlan plan) {
        return "1000/" + TimeUnit.NANOSECONDS.toMillis(plan.periodNanos());
    }

    private static Contestant<AnalyseStatus> ffmpeg(
            String addresses, AnalysePlan plan, List<String> decoding) {
        return new SilentContestant<>(IntStream.range(0, plan.cameras())
                .mapToObj(camera -> {
                    List<String> command = new ArrayList<>(
                            List.of(FfmpegProgram.path(), "-nostdin", "-v", "error"));
                    command.addAll(List.of("-rtsp_transport", "tcp", "-threads", "1"));
                    command.addAll(decoding);
                    command.addAll(List.of("-i", addresses + camera, "-an"));
                    command.addAll(List.of("-filter_threads", "1", "-vf"));
                    command.add("fps=" + fraction(plan) + ",scale=" + plan.width() + ':'
                            + plan.height() + ":flags=fast_bilinear");
                    command.addAll(List.of("-pix_fmt", "rgb24", "-f", "null", "-"));
                    return new Worker(command);
                })
                .toList());
    }
}
