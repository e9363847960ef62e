package reactor.valkka.fuzz;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs that seem to cost more memory than they deserve. Under the fuzzer they are only set aside:
 * what it adds to each comparison of texts allocates in the same thread, 680 KB for a
 * {@code Transport} header of 323 bytes that costs the parser itself 14 KB. They are tried again
 * where nothing is added.
 */
final class GreedyInputs implements BoundedTarget.Excess {
    private static final int KEPT_MAX = 256;

    private final Path folder;
    private int kept;

    /** In a folder of its own within that one. */
    GreedyInputs(Path parent) {
        folder = parent.resolve("greedy");
    }

    @Override
    public void of(byte[] input, long bytes, long allowed) {
        if (kept == KEPT_MAX) {
            return;
        }
        kept++;
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(Integer.toHexString(Arrays.hashCode(input))), input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tries them again: the first one that costs too much indeed, {@code null} where none does. */
    @Nullable
    String firstFailure(FuzzTarget target) throws IOException {
        for (Path file : files()) {
            try {
                target.run(Files.readAllBytes(file));
            } catch (IllegalStateException e) {
                return e.getMessage() + ": " + file;
            }
        }
        return null;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
