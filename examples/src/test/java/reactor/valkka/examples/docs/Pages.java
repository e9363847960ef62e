package reactor.valkka.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The project's files, found from the folder of this module. */
final class Pages {
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

    /** The project's folder: tests run in that of their module. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Pages() {}

    /** All pages in Markdown. */
    static Stream<Path> all() {
        return below(ROOT).filter(file -> file.toString().endsWith(".md"));
    }

    /** The readme and the guide, whose code is quoted from examples. */
    static Stream<Path> withExamples() {
        return Stream.concat(
                Stream.of(ROOT.resolve("README.md")),
                below(ROOT.resolve("docs/guide")).filter(file -> file.toString().endsWith(".md")));
    }

    /** All files of the project below a folder. */
    static Stream<Path> below(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList().stream()
                    .filter(entry -> !NOT_OURS.contains(entry.getFileName().toString()))
                    .flatMap(entry -> Files.isDirectory(entry) ? below(entry) : Stream.of(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
