package reactor.valkka.pool;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/**
 * A slot that nobody else knows yet: exclusive and writable.
 *
 * <p><b>Ownership:</b> who acquired it publishes it ({@code AccessUnit.of}, {@code HostPicture.of})
 * or closes it. <b>Threads:</b> one at a time. <b>Memory:</b> direct, aligned to 64 bytes, contents
 * undefined; 64 bytes of padding follow the end of the content.
 */
public final class FrameBuffer implements AutoCloseable {
    private @Nullable Lease lease;

    /** Made when it is asked for: native code needs none. */
    private @Nullable ByteBuffer bytes;

    private int nativeLength;

    FrameBuffer(Lease lease) {
        this.lease = lease;
    }

    /**
     * The slot, from 0 to {@link #capacity()}; always the same buffer. Its position is where the
     * content ends: what lies before it is published.
     */
    public ByteBuffer bytes() {
        Lease open = open();
        ByteBuffer known = bytes;
        if (known == null) {
            known = open.slab.slice(open.offset, open.capacity()).position(nativeLength);
            bytes = known;
        }
        return known;
    }

    /** Bytes that fit. */
    public int capacity() {
        return open().capacity();
    }

    /** Bytes of content so far: the position of {@link #bytes()}. */
    public int length() {
        ByteBuffer known = bytes;
        return known == null ? nativeLength : known.position();
    }

    /**
     * Says how much content there is, where native code writes it: as if the position of {@link
     * #bytes()} were set, but without making a buffer.
     *
     * @throws IllegalArgumentException if it is negative or more than {@link #capacity()}
     */
    public void length(int contentBytes) {
        int capacity = capacity();
        if (contentBytes < 0 || contentBytes > capacity) {
            throw new IllegalArgumentException(
                    contentBytes + " bytes of content in a slot of " + capacity);
        }
        nativeLength = contentBytes;
        ByteBuffer known = bytes;
        if (known != null) {
            known.position(contentBytes);
        }
    }

    /** The memory that the slot lies in. */
    public Slab slab() {
        return open().slab;
    }

    /** Where the slot begins in its {@link #slab()}. */
    public int slabOffset() {
        return open().offset;
    }

    /** Notes who has the slot now, for {@link PoolStats#held()}. */
    public void heldBy(String holder) {
        open().ticket.holder = holder;
    }

    /**
     * Moves the content to a larger slot of the same share.
     *
     * @return the larger buffer, while this one is closed; or {@code null} when none is free, while
     *     this one stays as it is
     * @throws IllegalArgumentException if the pool has no slots that large, or the content does not
     *     fit into so little
     * @throws IllegalStateException if the share was closed or the pool disposed
     */
    public @Nullable FrameBuffer tryGrow(int capacityBytes) {
        Ticket ticket = open().ticket;
        if (capacityBytes < length()) {
            throw new IllegalArgumentException(
                    length() + " bytes of content do not fit into " + capacityBytes);
        }
        FrameBuffer larger = ticket.share.tryAcquire(capacityBytes);
        if (larger != null) {
            larger.open().ticket.holder = ticket.holder;
            larger.bytes().put(bytes().flip());
            close();
        }
        return larger;
    }

    /** Hands the slot over to a reference. */
    Lease publish() {
        Lease published = open();
        published.length = length();
        published.slab.zero(published.offset + published.length, FramePool.PADDING_BYTES);
        lease = null;
        return published;
    }

    private Lease open() {
        if (lease == null) {
            throw new IllegalStateException("The buffer has been published or closed");
        }
        return lease;
    }

    /** Gives the slot back unpublished; does nothing after publishing. */
    @Override
    public void close() {
        if (lease != null) {
            lease.release();
            lease = null;
        }
    }
}
