package reactor.valkka.rtsp.server;

import reactor.valkka.media.rtsp.RtspRequest;
import reactor.valkka.media.rtsp.RtspResponse;
import reactor.valkka.media.sdp.SessionDescription;
import reactor.valkka.rtsp.AnnouncedSession;
import reactor.valkka.rtsp.RtspException;
import reactor.valkka.rtsp.RtspProtocolException;
import reactor.valkka.rtsp.TrackSelection;

import java.util.Locale;

/**
 * What becomes of an ANNOUNCE, as far as its description goes.
 *
 * <p>The reason is in the status line, where publishers show it to people. Source: RFC 2326 §10.3.
 */
sealed interface Announcement {
    /** Sections of a description at most. */
    int SECTIONS_MAX = 16;

    /** It can be received. */
    record Readable(AnnouncedSession session) implements Announcement {}

    /** It cannot, and why. */
    record Unreadable(RtspResponse response) implements Announcement {}

    /** Reads what is announced. */
    static Announcement read(RtspRequest request, TrackSelection tracks, String peer) {
        String type = request.headers().first("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).contains("application/sdp")) {
            return refused(request, 415, "Expected application/sdp");
        }
        SessionDescription description = SessionDescription.parse(request.bodyText());
        if (description.media().size() > SECTIONS_MAX) {
            return refused(request, 413, "More than " + SECTIONS_MAX + " Media Sections");
        }
        try {
            return new Readable(AnnouncedSession.of(description, tracks, peer));
        } catch (RtspProtocolException nothing) {
            return refused(request, 400, "No Media Section In The Description");
        } catch (RtspException unknown) {
            return refused(request, 415, "None Of The Announced Tracks Can Be Read");
        }
    }

    private static Announcement refused(RtspRequest request, int status, String reason) {
        return new Unreadable(Answers.reasoned(request, status, reason));
    }
}
