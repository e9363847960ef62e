package reactor.valkka.examples.support;

import org.jspecify.annotations.Nullable;

import reactor.valkka.source.rtsp.RtspSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cameras and how they are served, from a file in YAML. Nothing in it is guessed at: a word that is
 * not known is refused, with its line. Messages repeat no values, as those may be passwords.
 *
 * @param host address to listen on
 * @param port to listen on, 0 for any
 * @param readers what readers have to know, or null for nothing
 * @param linger how long a camera stays connected without a reader
 * @param cameras at least one
 */
public record CameraFile(
        String host, int port, @Nullable Login readers, Duration linger, List<Camera> cameras) {

    private static final int PORT = 8554;
    private static final int PORT_MAX = 65_535;
    private static final int LINGER_SECONDS = 10;
    private static final int LINGER_SECONDS_MAX = 86_400;

    /**
     * A name and a password.
     *
     * @param user the name
     * @param password kept out of every text
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /**
     * One camera.
     *
     * @param path where readers find it
     * @param address where it is
     * @param login for the camera, or null for none or what the address says
     */
    public record Camera(
            String path, String address, @Nullable Login login) {
        @Override
        public String toString() {
            return "Camera[" + path + "]";
        }
    }

    /**
     * Reads a list. Blocks.
     *
     * @throws CameraFileException if it cannot be read or makes no sense
     */
    public static CameraFile read(Path file) {
        YamlMap all = YamlMap.read(file);
        String host = all.text("host", "127.0.0.1");
        int port = all.number("port", PORT, 0, PORT_MAX);
        Duration linger =
                Duration.ofSeconds(all.number("linger", LINGER_SECONDS, 0, LINGER_SECONDS_MAX));
        Login readers = login(all);
        if (readers != null && readers.user().indexOf(':') >= 0) {
            throw all.wrong("user", "a name must not contain a colon");
        }
        List<Camera> cameras = new ArrayList<>();
        Set<String> paths = new HashSet<>();
        for (YamlMap camera : all.maps("cameras")) {
            cameras.add(camera(camera, paths));
        }
        all.refuseOthers();
        return new CameraFile(host, port, readers, linger, List.copyOf(cameras));
    }

    private static Camera camera(YamlMap map, Set<String> paths) {
        String path = map.text("path");
        if (!path.matches("(/[^\\s?/]+)+")) {
            throw map.wrong("path", "a path is like /door or /site/door, with no other slash");
        }
        if (!paths.add(path)) {
            throw map.wrong("path", "another camera has this path already");
        }
        String address = map.text("address");
        try {
            RtspSource.create(address);
        } catch (IllegalArgumentException noAddress) {
            throw map.wrong("address", "expected an address such as rtsp://192.0.2.7/stream1");
        }
        Login login = login(map);
        map.refuseOthers();
        return new Camera(path, address, login);
    }

    private static @Nullable Login login(YamlMap map) {
        if (!map.has("user") && !map.has("password")) {
            return null;
        }
        return new Login(map.text("user"), map.text("password"));
    }
}
