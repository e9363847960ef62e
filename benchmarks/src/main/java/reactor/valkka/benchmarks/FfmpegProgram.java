package reactor.valkka.benchmarks;

import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

import reactor.valkka.ValkkaException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** FFmpeg's own program, the one inside the library's archive: the same version and build. */
public final class FfmpegProgram {
    private final String program = path();
    private final Path file;

    FfmpegProgram(Path file) {
        this.file = file;
    }

    /** Where it is. */
    public static String path() {
        try {
            return Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
        } catch (UnsatisfiedLinkError e) {
            throw new ValkkaException(
                    "FFmpeg's program needs libraries that are not here; on Debian:"
                            + " apt-get install libpulse0 libasound2 libxcb1 libxcb-shm0",
                    e);
        }
    }

    /** What is missing to run it; null if nothing. */
    public static @Nullable String missing() {
        try {
            path();
            return null;
        } catch (ValkkaException e) {
            return e.getMessage();
        }
    }

    /** Processor time of a run that decodes nothing. */
    double startSeconds() {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            List<String> command = command(1);
            command.addAll(List.of("-t", "0", "-f", "null", "-"));
            least = Math.min(least, ChildProcess.run(command).cpuSeconds());
        }
        return least;
    }

    /** Processor time of decoding the file some times over. */
    double decodeSeconds(int repeats) {
        List<String> command = command(repeats);
        command.addAll(List.of("-f", "null", "-"));
        return ChildProcess.run(command).cpuSeconds();
    }

    /** A checksum over the checksums of all pictures. */
    String checksum(int repeats) {
        List<String> command = command(repeats);
        command.addAll(List.of("-f", "framemd5", "-"));
        Checksum all = new Checksum();
        ChildProcess.run(command)
                .output()
                .lines()
                .filter(line -> line.startsWith("0,"))
                .forEach(line ->
                        all.add(line.substring(line.lastIndexOf(',') + 1).trim()));
        return all.toString();
    }

    private List<String> command(int repeats) {
        return new ArrayList<>(List.of(
                program,
                "-nostdin",
                "-v",
                "error",
                "-threads",
                "1",
                "-stream_loop",
                Integer.toString(repeats - 1),
                "-i",
                file.toString(),
                "-map",
                "0:v:0",
                "-fps_mode",
                "passthrough"));
    }
}
