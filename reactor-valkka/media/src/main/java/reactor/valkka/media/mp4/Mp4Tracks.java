package reactor.valkka.media.mp4;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.MalformedBitstreamException;

/**
 * Which tracks of a stream fragmented MP4 carries, and how it names them.
 *
 * <p><b>Source:</b> RFC 6381 §3.3, RFC 4337.
 */
public final class Mp4Tracks {

    private Mp4Tracks() {}

    /** The track that is written. */
    static Track videoTrack(StreamSetup setup) {
        for (Track track : setup.tracks()) {
            if (VideoSampleEntry.describes(track.codec())) {
                return track;
            }
        }
        throw new UnsupportedTrackException(setup);
    }

    /**
     * The media type of a stream as browsers want it, like {@code video/mp4;
     * codecs="avc1.64001f"}, or with {@code hvc1.1.6.L120.90} for H.265.
     *
     * @throws UnsupportedTrackException if no track of the stream can be written
     * @throws MalformedBitstreamException if its SPS is missing or cannot be read
     */
    public static String mediaType(StreamSetup setup) {
        String codec = VideoSampleEntry.of(videoTrack(setup)).codecString();
        return "video/mp4; codecs=\"" + codec + "\"";
    }
}
