package reactor.valkka.sink.http;

import org.jspecify.annotations.Nullable;

import reactor.netty.resources.LoopResources;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@link CameraServer} has been told.
 *
 * @param hosts further names that requests may be sent to
 * @param credentials {@code user:password} that is asked for, or null
 * @param loops event loops to run on, or null for some of the server's own
 */
record ServerSettings(
        String host,
        int port,
        String title,
        List<Camera> cameras,
        Set<String> hosts,
        @Nullable String credentials,
        int connectionsMax,
        @Nullable LoopResources loops) {
    static final ServerSettings DEFAULT =
            new ServerSettings("127.0.0.1", 8080, "Cameras", List.of(), Set.of(), null, 256, null);

    ServerSettings withAddress(String newHost, int newPort) {
        return new ServerSettings(
                newHost, newPort, title, cameras, hosts, credentials, connectionsMax, loops);
    }

    ServerSettings withTitle(String value) {
        return new ServerSettings(
                host, port, value, cameras, hosts, credentials, connectionsMax, loops);
    }

    ServerSettings withCamera(Camera camera) {
        List<Camera> more = new ArrayList<>(cameras);
        more.add(camera);
        return new ServerSettings(
                host, port, title, List.copyOf(more), hosts, credentials, connectionsMax, loops);
    }

    ServerSettings withHost(String name) {
        Set<String> more = new TreeSet<>(hosts);
        more.add(name);
        return new ServerSettings(
                host, port, title, cameras, Set.copyOf(more), credentials, connectionsMax, loops);
    }

    ServerSettings withCredentials(String value) {
        return new ServerSettings(host, port, title, cameras, hosts, value, connectionsMax, loops);
    }

    ServerSettings withConnectionsMax(int value) {
        return new ServerSettings(host, port, title, cameras, hosts, credentials, value, loops);
    }

    ServerSettings withLoops(LoopResources value) {
        return new ServerSettings(
                host, port, title, cameras, hosts, credentials, connectionsMax, value);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "ServerSettings[" + host + ":" + port + ", " + cameras + "]";
    }
}
