package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.rtsp.DescribedSession;
import reactor.valkka.rtsp.RtspConnectionException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.rtsp.TrackReady;
import reactor.valkka.rtsp.TrackSelection;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a description says when it is read.
 *
 * @param session what to receive
 * @param places where, for each track
 */
record SdpReading(DescribedSession session, List<ListeningPlace> places) {

    /** Takes a copy. */
    SdpReading {
        places = List.copyOf(places);
    }

    /**
     * Reads a description and asks the system about networks; not on an event loop.
     *
     * @param network the name of the one that the user has chosen, if any
     * @throws reactor.valkka.rtsp.RtspException if it cannot be read or names nothing to receive
     */
    static SdpReading of(SdpText text, TrackSelection tracks, @Nullable String network) {
        SessionDescription description = SessionDescription.parse(read(text));
        DescribedSession session = DescribedSession.of(description, tracks, text.name());
        List<ListeningPlace> places = new ArrayList<>();
        try {
            for (TrackReady track : session.tracks()) {
                places.add(ListeningPlace.of(track, session.senders().get(track.index()), network));
            }
        } catch (SocketException e) {
            String message = e.getMessage() == null ? "no network" : e.getMessage();
            throw new RtspConnectionException(message, Stage.SETUP, session.place(), e);
        }
        return new SdpReading(session, places);
    }

    private static String read(SdpText text) {
        try {
            return text.read();
        } catch (IOException e) {
            String what = "the session description cannot be read: " + SdpText.reason(e);
            throw new RtspConnectionException(what, Stage.DESCRIBE, text.name(), e);
        }
    }
}
