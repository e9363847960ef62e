package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.StringJoiner;

/**
 * The section of a description that is played: the first video in H.264 that the camera sends.
 *
 * @param media the section
 * @param map its payload type
 */
record TrackChoice(MediaDescription media, RtpMap map) {

    static @Nullable TrackChoice of(SessionDescription description) {
        TrackChoice backChannel = null;
        for (MediaDescription media : description.media()) {
            RtpMap map = media.kind().equals("video") ? media.rtpMapOf("H264") : null;
            if (map != null && media.direction() != MediaDescription.Direction.RECVONLY) {
                return new TrackChoice(media, map);
            }
            // Some cameras flag their only video as a back channel by mistake.
            backChannel =
                    map != null && backChannel == null ? new TrackChoice(media, map) : backChannel;
        }
        return backChannel;
    }

    /** What a description offers, for the message of an error. */
    static String offered(SessionDescription description) {
        StringJoiner offered = new StringJoiner(", ", "[", "]");
        for (MediaDescription media : description.media()) {
            StringJoiner encodings = new StringJoiner("/");
            for (int type : media.payloadTypes()) {
                RtpMap map = media.rtpMap(type);
                encodings.add(map == null ? Integer.toString(type) : map.encoding());
            }
            offered.add(media.kind() + ' ' + encodings);
        }
        return offered.toString();
    }
}
