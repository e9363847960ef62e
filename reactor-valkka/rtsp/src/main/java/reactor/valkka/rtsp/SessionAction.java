package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.RtspUri;

import java.util.List;

/** What a session wants its driver to do. */
public sealed interface SessionAction {

    /** Write a message to the connection. */
    record Send(RtspMessage message) implements SessionAction {}

    /** The camera asks for credentials and gets them now. */
    record Authenticating() implements SessionAction {}

    /**
     * The camera has taken our credentials; told once for each connection. Never comes from one
     * that does not ask for them.
     *
     * @param peer host and port of who took them, which redirects change
     */
    record LoggedIn(String peer) implements SessionAction {}

    /**
     * The camera offers something that is not played because we cannot read it; the rest is played.
     *
     * @param what one line that names it and says why
     */
    record SetAside(String what) implements SessionAction {}

    /**
     * Open a pair of UDP ports for the next track, and tell by {@link RtspClientSession#onPorts} or
     * {@link RtspClientSession#onNoPorts}. A pair that no track of {@link TracksReady} names is not
     * needed any more.
     */
    record OpenPorts() implements SessionAction {}

    /**
     * A kind of transport does not work and the next one is tried. Where a connection was granted
     * it and nothing came, a {@link Connect} follows.
     */
    record TransportFailed(TransportKind kind, TransportFailure reason) implements SessionAction {}

    /**
     * All tracks have been agreed on, PLAY comes next: join groups, open holes in firewalls.
     * Packets may come at once. Where one comes from a group, PLAY waits to be told by {@link
     * RtspClientSession#onListening} that all are joined, or the first pictures would be missed.
     *
     * @param tracks by index, at least one
     */
    record TracksReady(List<TrackReady> tracks) implements SessionAction {
        /** Takes a copy. */
        public TracksReady {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * PLAY was granted.
     *
     * @param scale how many times as fast as it was recorded the camera says that it plays, 1 where
     *     it says nothing
     */
    record Playing(double scale) implements SessionAction {
        /** At the usual speed. */
        public Playing() {
            this(Scale.NORMAL);
        }
    }

    /** Receiver reports are due, one for each track. */
    record Report() implements SessionAction {}

    /** A keep-alive was refused or not answered; the session goes on. */
    record KeepAliveFailed() implements SessionAction {}

    /**
     * Close the connection and all ports, and make a connection to an address, as at the beginning:
     * tell of {@link RtspClientSession#onResolved} and {@link RtspClientSession#onConnected}. What
     * becomes of the old connection is not told of any more.
     */
    record Connect(RtspUri uri, ConnectReason reason) implements SessionAction {}

    /** The recording has come to its end; a {@link Close} follows when the camera was told. */
    record Ended() implements SessionAction {}

    /** The session cannot go on; a {@link Close} follows when the camera was told. */
    record Failed(RtspException error) implements SessionAction {}

    /** Close the connection. */
    record Close() implements SessionAction {}
}
