package reactor.valkka.benchmarks.decodeall;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.FfmpegProgram;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.Contestant;
import reactor.valkka.benchmarks.measure.SilentContestant;
import reactor.valkka.benchmarks.measure.TalkingContestant;
import reactor.valkka.benchmarks.measure.Titled;
import reactor.valkka.benchmarks.measure.Worker;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The programs that are compared. */
enum DecodingProgram implements Titled {
    /** Ours. */
    VALKKA("valkka", 500) {
        @Override
        Contestant<DecodeAllStatus> start(String addresses, int cameras, FarmFootage footage) {
            return ours(addresses, cameras, footage, true);
        }
    },
    /** Ours, where nobody has less decoded when there is too much: all cameras stutter then. */
    UNGOVERNED("ungoverned", 500) {
        @Override
        Contestant<DecodeAllStatus> start(String addresses, int cameras, FarmFootage footage) {
            return ours(addresses, cameras, footage, false);
        }
    },
    /** A process for each camera of the program inside the library that we decode with. */
    FFMPEG("ffmpeg", 64) {
        @Override
        Contestant<DecodeAllStatus> start(String addresses, int cameras, FarmFootage footage) {
            return new SilentContestant<>(IntStream.range(0, cameras)
                    .mapToObj(camera -> new Worker(ffmpeg(addresses, camera, camera + 1)))
                    .toList());
        }

        @Override
        public @Nullable String missing() {
            return FfmpegProgram.missing();
        }
    },
    /** One process of it for all cameras. */
    FFMPEG_ONE("ffmpeg-one", 500) {
        @Override
        Contestant<DecodeAllStatus> start(String addresses, int cameras, FarmFootage footage) {
            return new SilentContestant<>(List.of(new Worker(ffmpeg(addresses, 0, cameras))));
        }

        @Override
        public @Nullable String missing() {
            return FfmpegProgram.missing();
        }
    };

    private final String title;
    private final int camerasMost;

    DecodingProgram(String title, int camerasMost) {
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

    abstract Contestant<DecodeAllStatus> start(String addresses, int cameras, FarmFootage footage);

    private static Contestant<DecodeAllStatus> ours(
            String addresses, int cameras, FarmFootage footage, boolean governed) {
        return new TalkingContestant<>(
                Worker.java(
                        ValkkaDecoder.class,
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                Worker.directMemory(ValkkaDecoder.poolBytes(cameras))),
                        addresses,
                        Integer.toString(cameras),
                        Integer.toString(footage.clips()),
                        Boolean.toString(governed)),
                DecodeAllStatus.class);
    }

    private static List<String> ffmpeg(String addresses, int from, int to) {
        List<String> command =
                new ArrayList<>(List.of(FfmpegProgram.path(), "-nostdin", "-v", "error"));
        for (int camera = from; camera < to; camera++) {
            command.addAll(List.of("-rtsp_transport", "tcp", "-threads", "1"));
            command.addAll(List.of("-i", addresses + camera));
        }
        for (int input = 0; input < to - from; input++) {
            command.addAll(List.of("-map", input + ":v:0", "-fps_mode", "passthrough"));
            command.addAll(List.of("-f", "null", "-"));
        }
        return command;
    }
}
