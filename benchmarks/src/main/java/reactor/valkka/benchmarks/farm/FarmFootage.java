package reactor.valkka.benchmarks.farm;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.Watchdog;
import reactor.valkka.examples.support.Footage;
import reactor.valkka.test.PictureNumber;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the cameras of the farm show: 720p25 at 1.5 Mbit/s, four seconds over and over, of a real
 * camera in a yard. Each picture carries its number as 32 bars along its upper edge, so that
 * whoever decodes it can say which one it is, of which clip, and whether it is whole.
 *
 * <p>Made once by the machine's {@code ffmpeg}, kept in the user's cache directory.
 *
 * @param group pictures from one key frame to the next; divides {@link #PICTURES}
 * @param clips how many different ones
 */
public record FarmFootage(int group, int clips) {

    /** Of each picture, in pixels. */
    public static final int WIDTH = 1_280;

    /** Of each picture, in pixels. */
    public static final int HEIGHT = 720;

    /** Pictures a second. */
    public static final int PICTURES_PER_SECOND = 25;

    /** Pictures of a clip. */
    public static final int PICTURES = 100;

    /** The part of a picture's height, from above, that carries the bars. */
    public static final int BARS_PART = 15;

    private static final int PICTURES_IN_SOURCE = 200;
    private static final int STEP = 37;
    private static final int BITS_PER_SECOND = 1_500_000;
    private static final int VERSION = 1;
    private static final String LONG_LOOPS = "74";
    private static final Duration LONGEST = Duration.ofSeconds(120);

    /** Checks the group. */
    public FarmFootage {
        if (group < 1 || PICTURES % group != 0) {
            throw new IllegalArgumentException(
                    "A group must divide " + PICTURES + " pictures, got " + group);
        }
    }

    /** The number that a picture of a clip shows. */
    public static int number(int clip, int picture) {
        return clip * PICTURES + picture;
    }

    /** Which clip a camera shows. */
    public int clip(int camera) {
        return camera % clips;
    }

    /** With which picture of its clip a camera begins: those of one clip with different groups. */
    public int firstPicture(int camera) {
        return camera / clips % (PICTURES / group) * group;
    }

    /** The clips, made now if they are not there yet. */
    public List<Path> files() {
        Path directory = directory();
        List<Path> files = IntStream.range(0, clips)
                .mapToObj(clip -> directory.resolve("clip-" + clip + ".mp4"))
                .toList();
        try {
            Files.createDirectories(directory);
            for (int clip = 0; clip < clips; clip++) {
                if (!Files.exists(files.get(clip))) {
                    make(clip, files.get(clip));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The first clip over and over, for five minutes. */
    Path longFile() {
        Path clip = files().get(0);
        Path file = clip.resolveSibling("long.mp4");
        if (!Files.exists(file)) {
            try {
                Path unfinished = Files.createTempFile(file.getParent(), "long", ".mp4");
                List<String> command = ffmpeg("-stream_loop", LONG_LOOPS, "-i", clip.toString());
                command.addAll(List.of("-c", "copy", "-y", unfinished.toString()));
                Process writer = start(command);
                await(List.of(writer), writer::waitFor);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    private Path directory() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home = cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(cache);
        return home.resolve("reactor-valkka").resolve("farm-" + VERSION + "-group-" + group);
    }

    private void make(int clip, Path file) throws IOException {
        Path unfinished = Files.createTempFile(file.getParent(), "clip", ".mp4");
        Process reader = start(readCommand(clip));
        Process writer = start(writeCommand(unfinished));
        await(List.of(writer, reader), () -> {
            draw(clip, reader, writer);
            return writer.waitFor();
        });
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void draw(int clip, Process reader, Process writer) throws IOException {
        try (DataInputStream in = new DataInputStream(reader.getInputStream());
                OutputStream out = writer.getOutputStream()) {
            byte[] picture = new byte[WIDTH * HEIGHT * 3 / 2];
            for (int i = 0; i < PICTURES; i++) {
                in.readFully(picture);
                PictureNumber.draw(number(clip, i), picture, WIDTH, HEIGHT / BARS_PART);
                out.write(picture);
            }
        }
    }

    private static void await(List<Process> ffmpeg, Watchdog.Exchange<Integer> status)
            throws IOException {
        try {
            String asked = "for the footage of the farm";
            if (Watchdog.guard(LONGEST, "ffmpeg", asked, ffmpeg, status) != 0) {
                throw new ValkkaException("ffmpeg did not encode the footage of the farm");
            }
        } finally {
            ffmpeg.forEach(Process::destroy);
        }
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new ValkkaException(
                    "The footage of the farm is made by ffmpeg with libx264, which is not here;"
                            + " on Debian: apt-get install ffmpeg",
                    e);
        }
    }

    private static List<String> readCommand(int clip) {
        int first = clip * STEP % PICTURES_IN_SOURCE;
        String filter = "trim=start_frame=" + first + ":end_frame=" + (first + PICTURES) + ",scale="
                + WIDTH + ':' + HEIGHT;
        List<String> command = ffmpeg("-stream_loop", "1");
        command.addAll(List.of("-i", Footage.file("yard").toString(), "-vf", filter));
        command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p", "-"));
        return command;
    }

    private List<String> writeCommand(Path file) {
        String rate = Integer.toString(BITS_PER_SECOND);
        String keyFrames = Integer.toString(group);
        List<String> command = ffmpeg("-f", "rawvideo", "-pix_fmt", "yuv420p");
        command.addAll(List.of("-s", WIDTH + "x" + HEIGHT, "-r", "" + PICTURES_PER_SECOND));
        command.addAll(List.of("-i", "-", "-c:v", "libx264", "-profile:v", "high"));
        command.addAll(List.of("-preset", "veryfast", "-bf", "0", "-sc_threshold", "0"));
        command.addAll(List.of("-g", keyFrames, "-keyint_min", keyFrames));
        command.addAll(List.of("-b:v", rate, "-maxrate", rate, "-bufsize", rate));
        command.addAll(List.of("-y", file.toString()));
        return command;
    }

    private static List<String> ffmpeg(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error"));
        command.addAll(List.of(arguments));
        return command;
    }
}
