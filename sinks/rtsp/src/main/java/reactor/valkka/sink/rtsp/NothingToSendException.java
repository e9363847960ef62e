package reactor.valkka.sink.rtsp;

import reactor.valkka.ValkkaException;
import reactor.valkka.frame.StreamId;

import java.util.List;

/** RTP can carry none of the tracks of a stream. */
final class NothingToSendException extends ValkkaException {
    private static final long serialVersionUID = 1L;

    private final StreamId stream;
    private final List<String> setAside;

    NothingToSendException(StreamId stream, List<String> setAside) {
        super(
                setAside.isEmpty()
                        ? stream + " has no tracks"
                        : "RTP can carry no track of " + stream + ": "
                                + String.join("; ", setAside),
                null);
        this.stream = stream;
        this.setAside = List.copyOf(setAside);
    }

    /** Whose tracks they are. */
    StreamId stream() {
        return stream;
    }

    /** A line for each track, which says why. */
    List<String> setAside() {
        return setAside;
    }
}
