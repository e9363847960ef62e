package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** An RTSP server of others in a process of its own; ends with this object. */
final class ForeignCamera implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    ForeignCamera(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            output = process.inputReader(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line that the program prints. */
    String firstLine() {
        return Objects.requireNonNull(lineOrNone(), "the program printed nothing");
    }

    /** The next line that the program prints, or {@code null} if it has ended. */
    @Nullable
    String lineOrNone() {
        try {
            return output.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the program a line to read. */
    void say(String line) {
        try {
            process.getOutputStream().write((line + '\n').getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** A file of the test's resources where any user can read it. */
    static Path resource(String name) {
        try {
            Path source =
                    Path.of(Objects.requireNonNull(ForeignCamera.class.getResource("/" + name))
                            .toURI());
            Path copy = Files.createTempFile("valkka", name);
            Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
            copy.toFile().deleteOnExit();
            if (!copy.toFile().setReadable(true, false)) {
                throw new IllegalStateException("cannot make " + copy + " readable");
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
