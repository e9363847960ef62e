package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.rtp.IncomingTracks;
import reactor.valkka.media.sdp.MediaDescription;
import reactor.valkka.media.sdp.RtpMap;
import reactor.valkka.media.sdp.SessionDescription;

import java.util.Objects;

/**
 * What a source plays of a description where it is told nothing else: the first video that can be
 * read.
 *
 * @param media its section
 * @param map its payload type
 */
record PlayedTrack(MediaDescription media, RtpMap map) {

    static @Nullable PlayedTrack of(SessionDescription description) {
        for (MediaDescription media : description.media()) {
            for (int type : media.payloadTypes()) {
                RtpMap map = media.rtpMap(type);
                if (map != null && media.kind().equals("video") && isPlayable(media, map)) {
                    return new PlayedTrack(media, map);
                }
            }
        }
        return null;
    }

    /** Whether packets of this type can be received. */
    static boolean isPlayable(MediaDescription media, @Nullable RtpMap map) {
        return map != null
                && !media.protocol().contains("SAVP")
                && IncomingTracks.reads(media.payloadFormat(map));
    }

    /** Whether decoding order numbers are in the packets: RFC 7798 §7.1. */
    boolean isOrdered() {
        String difference = media.formatParameters(map.payloadType()).value("sprop-max-don-diff");
        return codec() == Codec.H265 && difference != null && !difference.matches("0*");
    }

    /** How it is encoded. */
    Codec codec() {
        return Objects.requireNonNull(IncomingTracks.codec(map.encoding()));
    }
}
