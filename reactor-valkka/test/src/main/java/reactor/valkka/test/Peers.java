package reactor.valkka.test;

import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Programs of others that tests talk to. A test whose peer is missing is aborted and says what to
 * install; with {@code CI=true} in the environment it fails, so that nothing is skipped unseen.
 */
public final class Peers {
    private Peers() {}

    /** Looks for a program on {@code PATH}. */
    public static Optional<Path> find(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        return List.of(path.split(File.pathSeparator)).stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * A program that this test cannot do without.
     *
     * @param debianPackage what to install on Debian or Ubuntu to have it
     * @throws TestAbortedException if it is missing
     * @throws AssertionFailedError if it is missing and {@code CI=true}
     */
    public static Path require(String program, String debianPackage) {
        return find(program)
                .orElseThrow(() ->
                        missing("no '" + program + "' on PATH (Debian: " + debianPackage + ")"));
    }

    /**
     * What to throw where a test needs something that is not a program on {@code PATH}: a module
     * of Python, a kernel feature.
     *
     * @param what is missing, and how to get it
     */
    public static RuntimeException missing(String what) {
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionFailedError("CI=true allows no skipped test, but there is " + what);
        }
        return new TestAbortedException("Not tested: there is " + what);
    }

    /**
     * What a program printed.
     *
     * @param status its exit status
     * @param text standard output and standard error, in the order in which they came
     */
    public record Output(int status, String text) {}

    /**
     * Runs a program to its end; it gets nothing on standard input, and speaks English.
     *
     * @throws AssertionFailedError if it is still running after that time; it is ended then
     */
    public static Output run(Duration within, List<String> command) {
        try {
            Path text = Files.createTempFile("peer", ".txt");
            try {
                int status = status(within, command, text);
                return new Output(status, Files.readString(text, StandardCharsets.UTF_8));
            } finally {
                Files.delete(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(Duration within, List<String> command, Path text) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(text.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionFailedError(command.get(0) + " did not end within " + within
                        + "; it printed:\n" + Files.readString(text, StandardCharsets.UTF_8));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("Interrupted while waiting for " + command.get(0), e);
        } finally {
            process.destroyForcibly();
        }
    }
}
