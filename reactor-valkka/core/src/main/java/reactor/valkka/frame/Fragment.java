package reactor.valkka.frame;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A piece of a fragmented MP4 stream: an initialization segment ({@code ftyp} and {@code moov}), or
 * one {@code moof} and {@code mdat} pair.
 *
 * <p><b>Shape:</b> a gather list: a short header on the heap, then the data of the access units
 * that the fragment owns. Nothing of the media is copied.
 *
 * <p><b>Ownership:</b> see {@link Frame}; closing it closes the references to its access units.
 *
 * <p><b>Source:</b> ISO/IEC 14496-12 §8.8.
 */
public final class Fragment implements Frame, KeyFramed {
    private static final AtomicIntegerFieldUpdater<Fragment> CLOSED =
            AtomicIntegerFieldUpdater.newUpdater(Fragment.class, "closed");

    private final StreamSetup stream;
    private final @Nullable Fragment initialization;
    private final Bytes header;
    private final List<AccessUnit> units;
    private volatile int closed;

    private Fragment(
            StreamSetup stream,
            @Nullable Fragment initialization,
            Bytes header,
            List<AccessUnit> units) {
        this.stream = stream;
        this.initialization = initialization;
        this.header = header;
        this.units = units;
    }

    /** An initialization segment. */
    public static Fragment initialization(StreamSetup stream, Bytes segment) {
        return new Fragment(stream, null, segment, List.of());
    }

    /**
     * A media fragment; takes over the references to its units.
     *
     * @param initialization segment that governs it
     * @param header everything up to and including the header of {@code mdat}
     * @param units whose data follows the header, in this order; not empty
     */
    public static Fragment media(Fragment initialization, Bytes header, List<AccessUnit> units) {
        if (units.isEmpty()) {
            throw new IllegalArgumentException("A media fragment needs at least one access unit");
        }
        return new Fragment(units.get(0).setup(), initialization, header, List.copyOf(units));
    }

    /** True for an initialization segment. */
    public boolean isInitialization() {
        return initialization == null;
    }

    /** The setup of the stream that the fragment was made of. */
    public StreamSetup streamSetup() {
        return stream;
    }

    /** The boxes before the media data. */
    public Bytes header() {
        return header;
    }

    /** The units whose data follows the header; the fragment owns them. */
    public List<AccessUnit> units() {
        checkOpen();
        return units;
    }

    /** Bytes of header and data together. */
    public int size() {
        checkOpen();
        int size = header.size();
        for (AccessUnit unit : units) {
            size += unit.size();
        }
        return size;
    }

    /** Copies header and data to one buffer, from its position on. */
    public void copyTo(ByteBuffer target) {
        target.put(header.asByteBuffer());
        for (AccessUnit unit : units()) {
            target.put(unit.bytes());
        }
    }

    @Override
    public StreamId stream() {
        return stream.stream();
    }

    @Override
    public long pts() {
        return units.isEmpty() ? NO_PTS : units.get(0).pts();
    }

    @Override
    public Pacing pacing() {
        return stream.pacing();
    }

    @Override
    public Dependency dependency() {
        return units.isEmpty() ? Dependency.SETUP : units.get(0).dependency();
    }

    @Override
    public boolean afterLoss() {
        return !units.isEmpty() && units.get(0).afterLoss();
    }

    @Override
    public Fragment setup() {
        return initialization == null ? this : initialization;
    }

    @Override
    public Fragment share() {
        checkOpen();
        return new Fragment(
                stream,
                initialization,
                header,
                units.stream().map(AccessUnit::share).toList());
    }

    @Override
    public void close() {
        if (initialization != null && CLOSED.compareAndSet(this, 0, 1)) {
            units.forEach(AccessUnit::close);
        }
    }

    private void checkOpen() {
        if (closed != 0) {
            throw new IllegalStateException("Fragment of " + stream() + " is closed");
        }
    }

    @Override
    public String toString() {
        return isInitialization()
                ? "Fragment[" + stream() + " initialization, " + header.size() + " bytes]"
                : "Fragment[" + stream() + " " + units.size() + " units, pts " + pts()
                        + (startsAtKeyFrame() ? ", key frame]" : "]");
    }
}
