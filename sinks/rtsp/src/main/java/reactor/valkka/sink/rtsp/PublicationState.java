package reactor.valkka.sink.rtsp;

import reactor.valkka.frame.Track;

import java.util.List;

/** What happens at the path of an {@link RtspPublication}. */
public sealed interface PublicationState {

    /** Nobody has published yet. */
    record Idle() implements PublicationState {}

    /**
     * Somebody has announced a stream; nothing has come of it so far.
     *
     * @param by who it is
     */
    record Announced(Publisher by) implements PublicationState {}

    /**
     * The stream comes.
     *
     * @param by who sends it
     * @param tracks what it carries
     */
    record Publishing(Publisher by, List<Track> tracks) implements PublicationState {
        /** Takes a copy. */
        public Publishing {
            tracks = List.copyOf(tracks);
        }
    }

    /**
     * The stream is over; another publisher may come.
     *
     * @param by who sent it
     * @param reason why it is over
     * @param what the same in words, for people
     */
    record Ended(Publisher by, Reason reason, String what) implements PublicationState {}

    /**
     * Who publishes.
     *
     * @param address its address and port
     * @param user what it has proven to be, empty where nothing was asked for
     * @param transport {@code TCP} or {@code UDP}, empty while that is not agreed on
     */
    record Publisher(String address, String user, String transport) {}

    /** Why a stream is over. */
    enum Reason {
        /** The publisher said so: by TEARDOWN, or by the goodbye of all its tracks. */
        FAREWELL,
        /** Its connection is gone. */
        CONNECTION_LOST,
        /** What was announced was not sent in time, or nothing came any more. */
        SILENT,
        /** Another publisher took over. */
        REPLACED,
        /** There was no room for it in the pool. */
        NO_ROOM,
        /** The path is not published to any more, or the server has ended. */
        REMOVED
    }
}
