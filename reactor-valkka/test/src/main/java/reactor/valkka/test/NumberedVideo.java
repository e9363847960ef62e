package reactor.valkka.test;

import org.opentest4j.AssertionFailedError;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * H.264 clips whose pictures carry their {@link PictureNumber}: 25 pictures a second, the n-th of
 * which shows n. Encoded by {@code ffmpeg} when a test asks for them, into the container that the
 * file is named after:
 * {@code .mp4}, {@code .mkv}, {@code .ts} or {@code .h264}.
 *
 * @param width in pixels, even and at least 64
 * @param height in pixels, even
 * @param pictures how many
 * @param keyFrameEvery pictures from one key frame to the next
 * @param bFrames B-frames in a row; 0 for none, with which pictures come in the order of decoding
 * @param profile as libx264 names it: {@code baseline}, {@code main}, {@code high}
 */
public record NumberedVideo(
        int width, int height, int pictures, int keyFrameEvery, int bFrames, String profile) {
    /** Pictures a second. */
    public static final int PICTURES_PER_SECOND = 25;

    private static final long SECONDS_MAX = 120;

    /** Checks the size. */
    public NumberedVideo {
        if (width < 64 || width % 2 != 0 || height < 16 || height % 2 != 0) {
            throw new IllegalArgumentException(
                    "Numbers need an even size of at least 64×16, got " + width + "×" + height);
        }
    }

    /** A small camera: 320×180, a key frame a second, no B-frames. */
    public static NumberedVideo small(int pictures) {
        return new NumberedVideo(320, 180, pictures, PICTURES_PER_SECOND, 0, "baseline");
    }

    /** The same with another distance between key frames. */
    public NumberedVideo withKeyFrameEvery(int units) {
        return new NumberedVideo(width, height, pictures, units, bFrames, profile);
    }

    /** The same in another size. */
    public NumberedVideo withSize(int newWidth, int newHeight) {
        return new NumberedVideo(newWidth, newHeight, pictures, keyFrameEvery, bFrames, profile);
    }

    /** The same in High profile, with so many B-frames in a row. */
    public NumberedVideo withBFrames(int inARow) {
        return new NumberedVideo(width, height, pictures, keyFrameEvery, inARow, "high");
    }

    /**
     * Encodes the clip. Aborts the test where {@code ffmpeg} is missing, see {@link Peers}.
     *
     * @param file to write; its extension names the container
     * @return the same file
     */
    public Path encode(Path file) {
        Path ffmpeg = Peers.require("ffmpeg", "ffmpeg");
        try {
            Path messages = Files.createTempFile("ffmpeg", ".txt");
            try {
                encode(ffmpeg, file, messages);
            } finally {
                Files.delete(messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void encode(Path ffmpeg, Path file, Path messages) throws IOException {
        Process process = new ProcessBuilder(command(ffmpeg, file))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(messages.toFile())
                .start();
        try {
            writePictures(process.getOutputStream());
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionFailedError("ffmpeg did not encode " + this + ":\n"
                        + Files.readString(messages, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("Interrupted while ffmpeg encodes", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command(Path ffmpeg, Path file) {
        String group = Integer.toString(keyFrameEvery);
        List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-v", "error", "-y"));
        command.addAll(List.of("-f", "rawvideo", "-pix_fmt", "yuv420p"));
        command.addAll(List.of("-s", width + "x" + height, "-r", "" + PICTURES_PER_SECOND));
        command.addAll(List.of("-i", "-", "-c:v", "libx264", "-profile:v", profile));
        command.addAll(List.of("-preset", "veryfast", "-crf", "26", "-threads", "1"));
        command.addAll(List.of("-g", group, "-keyint_min", group, "-sc_threshold", "0"));
        command.addAll(List.of("-bf", Integer.toString(bFrames), file.toString()));
        return command;
    }

    private void writePictures(OutputStream input) throws IOException {
        byte[] picture = new byte[width * height * 3 / 2];
        Arrays.fill(picture, width * height, picture.length, (byte) 128);
        try (OutputStream output = new BufferedOutputStream(input, picture.length)) {
            for (int number = 0; number < pictures; number++) {
                PictureNumber.draw(number, picture, width, height);
                output.write(picture);
            }
        }
    }
}
