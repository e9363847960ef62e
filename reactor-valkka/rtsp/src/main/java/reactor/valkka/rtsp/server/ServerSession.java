package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspRequest;

/**
 * A session, of whatever kind: those that read and those that publish. Confined to one thread at
 * a time.
 *
 * <p>It ends by TEARDOWN, when its time is over, or when whoever drives it says so.
 */
public sealed interface ServerSession permits ReadSession, PublishSession {

    /** What nobody else can guess. */
    String id();

    /** The mount, as {@link RequestTarget#path(String)} writes it. */
    String path();

    /** Whose it is. */
    Client owner();

    /** True where it ends with the connection that made it: its packets go through that. */
    boolean isBoundToConnection();

    /**
     * Whether a request may be about this session, when it comes over another connection than the
     * one that made it.
     */
    default boolean admits(Client client, RequestTarget target) {
        return !isBoundToConnection()
                && owner().equals(client)
                && (target.path().equals(path()) || target.path().equals("*"));
    }

    /**
     * Takes a request in.
     *
     * @return the answer, and what is to be done before it is given
     */
    SessionStep onRequest(RtspRequest request, RequestTarget target, long now);

    /** Takes a sign of life in that is no request: a receiver report. */
    void onSignOfLife(long now);

    /** When to look whether it still lives; {@link Long#MAX_VALUE} for never. */
    long wakeNanos();

    /** Whether its time is over. */
    boolean isOver(long now);
}
