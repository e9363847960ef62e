package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The files of the page, read once. What is not listed here does not exist. */
final class PageAssets {
    private static final String FOLDER = "page/";
    private static final String PAGE = "index.html";
    private static final Map<String, String> TYPES = Map.of(
            PAGE,
            "text/html; charset=utf-8",
            "page.css",
            "text/css; charset=utf-8",
            "page.js",
            "text/javascript; charset=utf-8",
            "connection.js",
            "text/javascript; charset=utf-8",
            "player.js",
            "text/javascript; charset=utf-8",
            "overlay.js",
            "text/javascript; charset=utf-8",
            "tile.js",
            "text/javascript; charset=utf-8",
            "icon.svg",
            "image/svg+xml",
            "full.svg",
            "image/svg+xml");

    private final Map<String, Asset> assets = new HashMap<>();

    /**
     * One file.
     *
     * @param type MIME type
     * @param content never changed
     */
    record Asset(String type, byte[] content) {}

    PageAssets() {
        TYPES.forEach((name, type) -> assets.put(name, new Asset(type, read(name))));
    }

    private static byte[] read(String name) {
        try (InputStream file = PageAssets.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) {
                throw new IllegalStateException("The file " + name + " of the page is missing");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page itself. */
    Asset page() {
        return Objects.requireNonNull(assets.get(PAGE));
    }

    /** A file that the page asks for, or null. */
    @Nullable
    Asset find(String name) {
        return name.equals(PAGE) ? null : assets.get(name);
    }
}
