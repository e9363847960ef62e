package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;

/**
 * A section of a description that we can read.
 *
 * @param media the section
 * @param map the first of its payload types that we can read
 * @param codec what it carries
 */
record TrackChoice(MediaDescription media, RtpMap map, Codec codec) {

    static @Nullable TrackChoice of(MediaDescription media) {
        for (int type : media.payloadTypes()) {
            RtpMap map = media.rtpMap(type);
            Codec codec = map == null ? null : IncomingTracks.codec(map.encoding());
            if (map != null && codec != null && IncomingTracks.reads(media.payloadFormat(map))) {
                return new TrackChoice(media, map, codec);
            }
        }
        return null;
    }
}
