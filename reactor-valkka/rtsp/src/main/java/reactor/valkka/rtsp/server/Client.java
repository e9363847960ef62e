package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param address address of the client
 * @param user what it has proven to be, or {@code null} where nothing was asked for
 */
public record Client(String address, @Nullable String user) {}
