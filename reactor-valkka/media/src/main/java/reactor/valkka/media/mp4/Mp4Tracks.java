package reactor.valkka.media.mp4;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.H264Nal;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.media.bitstream.SequenceParameterSet;

import java.util.List;

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
            if (track.codec() == Codec.H264) {
                return track;
            }
        }
        throw new UnsupportedTrackException(setup);
    }

    /** The SPS that the sample entry describes. */
    static SequenceParameterSet sequenceParameterSet(Track track) {
        List<Bytes> sets = track.parameterSets();
        for (Bytes set : sets) {
            if (set.size() > 0 && H264Nal.type(set.at(0)) == H264Nal.SPS) {
                return SequenceParameterSet.parse(set.asByteBuffer());
            }
        }
        return SequenceParameterSet.parse(Bytes.copyOf(new byte[0]).asByteBuffer());
    }

    /**
     * The media type of a stream as browsers want it, like {@code video/mp4;
     * codecs="avc1.64001f"}.
     *
     * @throws UnsupportedTrackException if no track of the stream can be written
     * @throws MalformedBitstreamException if its SPS is missing or cannot be read
     */
    public static String mediaType(StreamSetup setup) {
        String codec = sequenceParameterSet(videoTrack(setup)).codecString();
        return "video/mp4; codecs=\"" + codec + "\"";
    }
}
