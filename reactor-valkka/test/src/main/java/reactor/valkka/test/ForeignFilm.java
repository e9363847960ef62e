package reactor.valkka.test;

import org.opentest4j.AssertionFailedError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A film of {@value #SECONDS} s with a picture and a sound track, made by the ffmpeg program once
 * for each pair of codecs. What comes over the network must be what it wrote, to the byte.
 *
 * <p><b>Threads:</b> safe for all.
 */
public final class ForeignFilm {

    /** Pictures in a second of it. */
    public static final int PICTURES_PER_SECOND = 50;

    /** How long it is. */
    public static final int SECONDS = 10;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Map<List<String>, ForeignFilm> MADE = new ConcurrentHashMap<>();

    private final Path file;

    private ForeignFilm(Path file) {
        this.file = file;
    }

    /** H.264 with B-frames, and AAC of 48 kHz. */
    public static ForeignFilm h264WithAac() {
        return of("libx264 -preset veryfast -g 25", "aac -ar 48000 -b:a 64k");
    }

    /** H.264 without B-frames, and Opus. */
    public static ForeignFilm h264WithOpus() {
        return of("libx264 -preset veryfast -g 25 -bf 0", "libopus -ar 48000 -b:a 32k");
    }

    /** H.265 with B-frames, and G.711 A-law. */
    public static ForeignFilm h265WithPcma() {
        return of(
                "libx265 -preset ultrafast -x265-params log-level=error:keyint=25:bframes=3",
                "pcm_alaw -ar 8000");
    }

    /** Motion JPEG, and G.711 µ-law. */
    public static ForeignFilm jpegWithPcmu() {
        return of("mjpeg -huffman default -q:v 5 -pix_fmt yuvj420p", "pcm_mulaw -ar 8000");
    }

    private static ForeignFilm of(String video, String audio) {
        return MADE.computeIfAbsent(List.of(video, audio), codecs -> make(video, audio));
    }

    private static ForeignFilm make(String video, String audio) {
        Path ffmpeg = Peers.require("ffmpeg", "ffmpeg");
        try {
            Path file = Files.createTempFile(
                    "valkka-film", audio.startsWith("libopus") ? ".mp4" : ".mov");
            file.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(List.of(ffmpeg.toString(), "-v", "error", "-y"));
            command.addAll(
                    List.of("-f", "lavfi", "-i", "testsrc2=s=320x180:r=" + PICTURES_PER_SECOND));
            command.addAll(List.of("-f", "lavfi", "-i", "sine=440:r=48000"));
            command.addAll(List.of("-t", Integer.toString(SECONDS), "-c:v"));
            command.addAll(List.of(video.split(" ")));
            command.add("-c:a");
            command.addAll(List.of(audio.split(" ")));
            command.add(file.toString());
            run(command);
            if (!file.toFile().setReadable(true, false)) {
                throw new AssertionFailedError("cannot make " + file + " readable");
            }
            return new ForeignFilm(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(List<String> command) {
        Peers.Output output = Peers.run(SOON, command);
        if (output.status() != 0) {
            throw new AssertionFailedError(command.get(0) + " failed: " + output.text());
        }
    }

    /** Where it is; every user may read it. */
    public Path file() {
        return file;
    }

    /** The units of a track, of a film that is played twice. */
    public byte[] bytesTwice(String track) {
        byte[] once = bytes(track);
        byte[] twice = Arrays.copyOf(once, 2 * once.length);
        System.arraycopy(once, 0, twice, once.length, once.length);
        return twice;
    }

    /** All units of a track in a row: {@code v} for the pictures, {@code a} for the sound. */
    public byte[] bytes(String track) {
        try {
            Path bytes = Files.createTempFile("valkka-film", ".bytes");
            try {
                String ffmpeg = Peers.require("ffmpeg", "ffmpeg").toString();
                List<String> command = new ArrayList<>(List.of(ffmpeg, "-v", "error", "-y", "-i"));
                command.addAll(List.of(file.toString(), "-map", "0:" + track, "-c", "copy"));
                command.addAll(List.of("-f", "data", bytes.toString()));
                run(command);
                return Files.readAllBytes(bytes);
            } finally {
                Files.delete(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
