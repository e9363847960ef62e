package reactor.valkka.sink.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counters;
import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.rtsp.server.MountAccess;
import reactor.valkka.rtsp.server.MountDirectory;
import reactor.valkka.rtsp.server.MulticastOffer;
import reactor.valkka.rtsp.server.PublishAccess;
import reactor.valkka.rtsp.server.RequestTarget;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The mounts of a server by their paths. Safe for all threads. */
final class MountTable implements MountDirectory {
    private final RtspServerLimits limits;
    private final @Nullable Credentials credentials;
    private final Counters counters;
    private final Map<String, Served> mounts = new ConcurrentSkipListMap<>();
    private final Map<String, RtspPublication> publications = new ConcurrentSkipListMap<>();

    /** A mount that is served. */
    record Served(Mount mount, MountAccess access, @Nullable MulticastOffer multicast) {}

    /**
     * @param credentials for all mounts without their own, null for none
     * @param counters where all mounts count
     */
    MountTable(RtspServerLimits limits, @Nullable Credentials credentials, Counters counters) {
        this.limits = limits;
        this.credentials = credentials;
        this.counters = counters;
    }

    /**
     * Adds a mount.
     *
     * @throws IllegalArgumentException if there is one of that path
     */
    void add(RtspMount added) {
        Credentials own = added.credentials();
        MountSettings settings =
                added.settings().withStuckAfter(limits.stuckAfter()).withCounters(counters);
        Mount mount = new Mount(added.path(), added.frames(), settings);
        MountAccess access = new MountAccess(added.path(), own == null ? credentials : own);
        Served served = new Served(mount, access, added.multicast());
        if (mounts.putIfAbsent(added.path(), served) != null) {
            throw new IllegalArgumentException("There is a mount /" + added.path() + " already");
        }
    }

    /** Takes a mount out; its readers are not told yet. */
    @Nullable
    Served remove(String path) {
        return mounts.remove(RequestTarget.path(path));
    }

    @Nullable
    Served served(String path) {
        return mounts.get(path);
    }

    List<Served> all() {
        return List.copyOf(mounts.values());
    }

    List<String> paths() {
        return List.copyOf(mounts.keySet());
    }

    /**
     * Adds a path to publish to.
     *
     * @throws IllegalArgumentException if it may be published to already
     */
    void add(RtspPublication added) {
        if (publications.putIfAbsent(added.path(), added) != null) {
            throw new IllegalArgumentException("/" + added.path() + " may be published to already");
        }
    }

    /** Takes a path to publish to out; its publisher is not told yet. */
    @Nullable
    RtspPublication removePublication(String path) {
        return publications.remove(RequestTarget.path(path));
    }

    @Nullable
    RtspPublication publication(String path) {
        return publications.get(path);
    }

    List<RtspPublication> publications() {
        return List.copyOf(publications.values());
    }

    @Override
    public @Nullable PublishAccess findPublication(String path) {
        RtspPublication publication = publications.get(path);
        return publication == null ? null : publication.access(credentials);
    }

    @Override
    public @Nullable MountAccess find(String path) {
        Served served = mounts.get(path);
        return served == null ? null : served.access();
    }

    @Override
    public @Nullable Credentials credentials() {
        return credentials;
    }
}
