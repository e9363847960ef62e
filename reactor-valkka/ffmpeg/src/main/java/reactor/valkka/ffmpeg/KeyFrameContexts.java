package reactor.valkka.ffmpeg;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.Track;

import java.util.EnumMap;
import java.util.Map;

/**
 * The codec contexts of one worker that decode single key frames, one for each codec, for whichever
 * stream has one due. So memory grows with workers, not with cameras: a parked context costs 2.3
 * MB.
 *
 * <p><b>Threads:</b> the worker's.
 */
final class KeyFrameContexts implements AutoCloseable {
    private final PictureMemory memory;
    private final int heldPerStream;
    private final Map<Codec, KeyFrameContext> contexts = new EnumMap<>(Codec.class);

    KeyFrameContexts(PictureMemory memory, int heldPerStream) {
        this.memory = memory;
        this.heldPerStream = heldPerStream;
    }

    /** The context for the codec of a track; opened when first needed. */
    KeyFrameContext of(Track track) {
        KeyFrameContext known = contexts.get(track.codec());
        if (known == null) {
            known = new KeyFrameContext(track, new KeyFrameSlots(memory, heldPerStream));
            contexts.put(track.codec(), known);
        }
        return known;
    }

    /** Forgets a stream. */
    void leave(StreamId stream) {
        contexts.values().forEach(context -> context.leave(stream));
    }

    @Override
    public void close() {
        contexts.values().forEach(KeyFrameContext::close);
        contexts.clear();
    }
}
