package reactor.valkka.media.mp4;

import reactor.valkka.ValkkaException;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;

import java.util.List;

/** A stream has no track that can be written to fragmented MP4. */
public final class UnsupportedTrackException extends ValkkaException {
    private static final long serialVersionUID = 1L;

    private final String stream;
    private final List<Codec> codecs;

    UnsupportedTrackException(StreamSetup setup) {
        super("Fragmented MP4 of " + setup.stream() + ": expected an H.264 or H.265 track, got "
                + setup.tracks().stream().map(Track::codec).toList());
        stream = setup.stream().name();
        codecs = setup.tracks().stream().map(Track::codec).toList();
    }

    /** The stream. */
    public StreamId stream() {
        return StreamId.of(stream);
    }

    /** Codecs of the tracks that it has. */
    public List<Codec> codecs() {
        return codecs;
    }
}
