package reactor.valkka.examples.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The clips that come with the examples; their origin is told in {@code ATTRIBUTION.md} there. */
public final class Footage {
    /** Names of all clips. The first three show people who walk, the last is a film. */
    public static final List<String> NAMES = List.of("yard", "path", "gate", "film");

    private Footage() {}

    /** A clip as a file; copied out of the jar, until the JVM ends, where it is in one. */
    public static Path file(String name) {
        String resource = "/footage/" + name + ".mp4";
        URL url = Footage.class.getResource(resource);
        if (url == null) {
            throw new IllegalArgumentException("There is no clip '" + name + "', only " + NAMES);
        }
        try {
            return url.getProtocol().equals("file") ? Path.of(url.toURI()) : extract(name, url);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy clip '" + name + "' to a file", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The class path has an impossible address", e);
        }
    }

    private static Path extract(String name, URL url) throws IOException {
        Path file = Files.createTempFile("valkka-" + name + "-", ".mp4");
        file.toFile().deleteOnExit();
        try (InputStream clip = url.openStream()) {
            Files.copy(clip, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
