package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;

/**
 * A mount, and who may see it.
 *
 * @param path as {@link RequestTarget#path(String)} writes it
 * @param credentials what a client must prove to know, or {@code null} where anybody may
 */
public record MountAccess(String path, @Nullable Credentials credentials) {}
