package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a mount has to offer, once that is known.
 *
 * @param description the body of the answer to DESCRIBE, in which track N has the control URL
 *     {@code trackID=N}
 * @param sources synchronization sources of the tracks, by index, unsigned
 * @param multicast the group that it is also sent to, or {@code null}
 */
public record MountOffer(
        String description, List<Long> sources, @Nullable MulticastOffer multicast) {

    /** Takes a copy. */
    public MountOffer {
        sources = List.copyOf(sources);
    }
}
