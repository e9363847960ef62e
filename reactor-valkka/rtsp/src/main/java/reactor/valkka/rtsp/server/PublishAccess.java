package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.Credentials;
import reactor.valkka.rtsp.TrackSelection;

import java.time.Duration;

/**
 * A path that may be published to, and who may.
 *
 * @param path as {@link RequestTarget#path(String)} writes it
 * @param credentials what a client must prove to know, or {@code null} where anybody may
 * @param tracks which of the announced tracks are wanted
 * @param patience how long a client may take from ANNOUNCE to RECORD
 */
public record PublishAccess(
        String path, @Nullable Credentials credentials, TrackSelection tracks, Duration patience) {}
