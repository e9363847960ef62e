package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;

/** Which mounts there are now. Threads: any; never blocks. */
public interface MountDirectory {

    /**
     * Finds a mount.
     *
     * @param path as {@link RequestTarget#path(String)} writes it
     * @return the mount, or {@code null} where there is none
     */
    @Nullable
    MountAccess find(String path);

    /**
     * Finds a path that may be published to; here there is none.
     *
     * @param path as {@link RequestTarget#path(String)} writes it
     * @return who may, or {@code null} where nobody may
     */
    default @Nullable PublishAccess findPublication(String path) {
        return null;
    }

    /**
     * What a client must prove to know before it is told that a path is none: otherwise anybody
     * could find out which paths there are.
     */
    @Nullable
    Credentials credentials();
}
