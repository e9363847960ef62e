package reactor.valkka.source.rtsp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

    ForeignCamera(List<String> command) {
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line that the program prints. */
    String firstLine() {
        try {
            BufferedReader reader = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            return Objects.requireNonNull(reader.readLine(), "the program printed nothing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
