package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says in {@code /proc} and {@code /sys}, or a copy of them for tests. What is not
 * there, or may not be read, is unknown and no error.
 */
final class SystemFiles {

    static final long UNKNOWN = -1;

    private static final int BYTES_MAX = 256 * 1024;

    private final Path root;

    SystemFiles(Path root) {
        this.root = root;
    }

    /** The text of a file without blanks around it, or {@code null}. */
    @Nullable
    String text(String path) {
        try (var in = Files.newInputStream(root.resolve(path))) {
            return new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8).strip();
        } catch (IOException | SecurityException unknown) {
            return null;
        }
    }

    /** The lines of a file; none where it is unknown. */
    List<String> lines(String path) {
        String text = text(path);
        return text == null ? List.of() : text.lines().toList();
    }

    /** The number that a file holds, or the first of several. */
    long number(String path) {
        String text = text(path);
        return text == null ? UNKNOWN : numberIn(text, 0);
    }

    /** The n-th number of a text, counted from 0. */
    static long numberIn(String text, int index) {
        String[] words = text.strip().split("\\s+", -1);
        try {
            return index < words.length ? Long.parseLong(words[index]) : UNKNOWN;
        } catch (NumberFormatException noNumber) {
            return UNKNOWN;
        }
    }

    /** What follows a word that begins a line, such as {@code MemTotal:}; or {@code null}. */
    @Nullable
    String valueOf(String path, String word) {
        for (String line : lines(path)) {
            if (line.startsWith(word)) {
                return line.substring(word.length()).strip();
            }
        }
        return null;
    }

    /** The number behind a word that begins a line. */
    long numberOf(String path, String word) {
        String value = valueOf(path, word);
        return value == null ? UNKNOWN : numberIn(value, 0);
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path));
    }

    /** Names in a directory, sorted; none where it is unknown. */
    List<String> names(String directory) {
        try (Stream<Path> entries = Files.list(root.resolve(directory))) {
            return entries.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .limit(4_096)
                    .toList();
        } catch (IOException | SecurityException unknown) {
            return List.of();
        }
    }
}
