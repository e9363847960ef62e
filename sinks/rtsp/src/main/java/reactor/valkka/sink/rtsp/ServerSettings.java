package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.netty.resources.LoopResources;
import reactor.valkka.count.Counters;
import reactor.valkka.media.rtsp.Credentials;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an {@link RtspServer} has been told.
 *
 * @param tls certificate and key, or {@code null} for none
 * @param loops event loops to run on, or {@code null} for own ones
 */
record ServerSettings(
        String host,
        int port,
        List<RtspMount> mounts,
        List<RtspPublication> publications,
        @Nullable Credentials credentials,
        RtspAuthentication authentication,
        @Nullable PemFiles tls,
        RtspServerLimits limits,
        PortRange udpPorts,
        Counters counters,
        @Nullable LoopResources loops) {
    static final ServerSettings DEFAULT = new ServerSettings(
            "127.0.0.1",
            8554,
            List.of(),
            List.of(),
            null,
            RtspAuthentication.DEFAULT,
            null,
            RtspServerLimits.DEFAULT,
            PortRange.DEFAULT,
            Counters.shared(),
            null);

    /** A certificate chain and its key. */
    record PemFiles(Path chain, Path key) {}

    ServerSettings withAddress(String newHost, int newPort) {
        return new ServerSettings(
                newHost,
                newPort,
                mounts,
                publications,
                credentials,
                authentication,
                tls,
                limits,
                udpPorts,
                counters,
                loops);
    }

    ServerSettings withMount(RtspMount mount) {
        List<RtspMount> more = new ArrayList<>(mounts);
        more.add(mount);
        return new ServerSettings(
                host,
                port,
                List.copyOf(more),
                publications,
                credentials,
                authentication,
                tls,
                limits,
                udpPorts,
                counters,
                loops);
    }

    ServerSettings withPublication(RtspPublication publication) {
        List<RtspPublication> more = new ArrayList<>(publications);
        more.add(publication);
        return new ServerSettings(
                host,
                port,
                mounts,
                List.copyOf(more),
                credentials,
                authentication,
                tls,
                limits,
                udpPorts,
                counters,
                loops);
    }

    ServerSettings withAccess(@Nullable Credentials who, RtspAuthentication how) {
        return new ServerSettings(
                host, port, mounts, publications, who, how, tls, limits, udpPorts, counters, loops);
    }

    ServerSettings withTls(PemFiles files) {
        return new ServerSettings(
                host,
                port,
                mounts,
                publications,
                credentials,
                authentication,
                files,
                limits,
                udpPorts,
                counters,
                loops);
    }

    ServerSettings withLimits(RtspServerLimits value) {
        return new ServerSettings(
                host,
                port,
                mounts,
                publications,
                credentials,
                authentication,
                tls,
                value,
                udpPorts,
                counters,
                loops);
    }

    ServerSettings withUdpPorts(PortRange value) {
        return new ServerSettings(
                host,
                port,
                mounts,
                publications,
                credentials,
                authentication,
                tls,
                limits,
                value,
                counters,
                loops);
    }

    ServerSettings withRuntime(Counters newCounters, @Nullable LoopResources newLoops) {
        return new ServerSettings(
                host,
                port,
                mounts,
                publications,
                credentials,
                authentication,
                tls,
                limits,
                udpPorts,
                newCounters,
                newLoops);
    }
}
