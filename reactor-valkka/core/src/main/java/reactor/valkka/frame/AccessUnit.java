package reactor.valkka.frame;

import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.FrameReference;

import java.nio.ByteBuffer;

/**
 * All data of one coded picture, or of one audio frame, in a slot of a pool.
 *
 * <p><b>Shape:</b> H.264 and H.265 units are a run of NAL units, each behind a length of 4 bytes,
 * big endian. Parameter sets and access unit delimiters are not among them; they live in {@link
 * #setup()}.
 *
 * <p><b>Ownership:</b> see {@link Frame}. <b>Memory:</b> direct; 64 readable zero bytes follow the
 * end.
 */
public final class AccessUnit extends FrameReference implements EncodedFrame {
    private final AccessUnitHeader header;

    private AccessUnit(FrameBuffer buffer, AccessUnitHeader header) {
        super(buffer);
        this.header = header;
    }

    private AccessUnit(AccessUnit other) {
        super(other);
        this.header = other.header;
    }

    /**
     * Publishes what was written to a buffer: bytes 0 to its {@link FrameBuffer#length()}. The
     * buffer is moved into the unit and cannot be used any more.
     */
    public static AccessUnit of(FrameBuffer buffer, AccessUnitHeader header) {
        return new AccessUnit(buffer, header);
    }

    /** What is known of the unit beside its data. */
    public AccessUnitHeader header() {
        return header;
    }

    /**
     * The data: a read-only view of its own, from position 0, valid while this reference is open.
     *
     * @throws IllegalStateException if this reference is closed
     */
    public ByteBuffer bytes() {
        return contents();
    }

    /** Where the NAL units are. */
    public NalIndex nals() {
        return NalIndex.of(contents());
    }

    @Override
    public StreamId stream() {
        return header.setup().stream();
    }

    @Override
    public StreamSetup setup() {
        return header.setup();
    }

    /** The track that the unit belongs to. */
    public Track track() {
        return header.track();
    }

    @Override
    public long pts() {
        return header.pts();
    }

    /** Decoding timestamp in ticks of the track's clock. */
    public long dts() {
        return header.dts();
    }

    /** True if decoding can start here. */
    public boolean isKeyFrame() {
        return header.keyFrame();
    }

    @Override
    public Pacing pacing() {
        return header.setup().pacing();
    }

    @Override
    public Dependency dependency() {
        if (track().kind() != TrackKind.VIDEO) {
            return header.setup().hasVideo() ? Dependency.DISPOSABLE : Dependency.FREE;
        }
        if (header.keyFrame()) {
            return Dependency.KEY_FRAME;
        }
        if (header.leading()) {
            return Dependency.LEADING;
        }
        return header.disposable() ? Dependency.DISPOSABLE : Dependency.DEPENDENT;
    }

    @Override
    public boolean afterLoss() {
        return header.lostPackets() > 0 && track().kind() == TrackKind.VIDEO;
    }

    @Override
    public AccessUnit share() {
        return new AccessUnit(this);
    }

    /** Stream, time, size and kind, for logs; also of a closed unit. */
    @Override
    public String toString() {
        return "AccessUnit[" + stream() + " " + track().codec() + " pts " + pts() + ", "
                + (isOpen() ? size() + " bytes" : "closed")
                + (isKeyFrame() ? ", key frame]" : "]");
    }
}
