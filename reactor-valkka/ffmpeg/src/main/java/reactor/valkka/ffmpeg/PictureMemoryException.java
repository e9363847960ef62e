package reactor.valkka.ffmpeg;

import reactor.valkka.ValkkaException;
import reactor.valkka.frame.StreamId;

/** A stream was refused because its pictures do not fit into what decoders may use. */
public final class PictureMemoryException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final transient StreamId stream;
    private final long wantedBytes;
    private final long freeBytes;
    private final long budgetBytes;

    PictureMemoryException(
            StreamId stream,
            int slots,
            PictureLayout layout,
            long wantedBytes,
            long freeBytes,
            long budgetBytes) {
        super("Decoding " + stream + " needs " + slots + " pictures of " + layout.width() + "×"
                + layout.height() + " " + layout.pixelFormat() + ", " + wantedBytes
                + " bytes, but only " + freeBytes + " of " + budgetBytes
                + " bytes are free; give Decoders more pictureBytes, or decode fewer streams");
        this.stream = stream;
        this.wantedBytes = wantedBytes;
        this.freeBytes = freeBytes;
        this.budgetBytes = budgetBytes;
    }

    /** The stream that was refused. */
    public StreamId stream() {
        return stream;
    }

    /** What its pictures need: decoder and consumers together. */
    public long wantedBytes() {
        return wantedBytes;
    }

    /** What was free. */
    public long freeBytes() {
        return freeBytes;
    }

    /** What all decoders may use together. */
    public long budgetBytes() {
        return budgetBytes;
    }
}
