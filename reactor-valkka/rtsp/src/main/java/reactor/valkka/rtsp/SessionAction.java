package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.RtspMessage;
import reactor.valkka.media.rtsp.TransportHeader;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;

/** What a session wants its driver to do. */
public sealed interface SessionAction {

    /** Write a message to the connection. */
    record Send(RtspMessage message) implements SessionAction {}

    /** The camera asks for credentials and gets them now. */
    record Authenticating() implements SessionAction {}

    /**
     * A track will come; packets may follow at once.
     *
     * @param media what the camera says of it
     * @param map its payload type
     * @param transport what was agreed on
     */
    record TrackReady(MediaDescription media, RtpMap map, TransportHeader transport)
            implements SessionAction {}

    /** PLAY was granted. */
    record Playing() implements SessionAction {}

    /** A receiver report is due. */
    record Report() implements SessionAction {}

    /** A keep-alive was refused or not answered; the session goes on. */
    record KeepAliveFailed() implements SessionAction {}

    /** The session cannot go on; a {@link Close} follows when the camera was told. */
    record Failed(RtspException error) implements SessionAction {}

    /** Close the connection. */
    record Close() implements SessionAction {}
}
