package reactor.valkka.media;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Foreign programs that the tests talk to. Where {@code CI=true}, a missing one is a failure. */
public final class Peers {
    private static final int TIMEOUT_SECONDS = 60;

    /** What a program said. */
    public record Result(int status, String output, String errors) {}

    private Peers() {}

    /** Runs a program and waits for its end; the test is skipped where there is no such program. */
    public static Result run(String program, String... arguments) {
        requireOnPath(program);
        String[] command = new String[arguments.length + 1];
        command[0] = program;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            Path errors = Files.createTempFile("peer", ".err");
            Path output = Files.createTempFile("peer", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(errors.toFile())
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    Assertions.fail(program + " did not end within " + TIMEOUT_SECONDS + " s");
                }
                return new Result(
                        process.exitValue(),
                        Files.readString(output, StandardCharsets.UTF_8),
                        Files.readString(errors, StandardCharsets.UTF_8));
            } finally {
                Files.delete(errors);
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void requireOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return;
            }
        }
        String missing = program + " is not on the PATH: install it (Debian: ffmpeg)";
        if ("true".equals(System.getenv("CI"))) {
            Assertions.fail(missing);
        }
        Assumptions.abort(missing);
    }
}
