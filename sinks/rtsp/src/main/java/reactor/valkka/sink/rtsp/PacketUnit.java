package reactor.valkka.sink.rtsp;

import io.netty.buffer.ByteBuf;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;

import org.jspecify.annotations.Nullable;

/**
 * What one access unit, or one round of reports, is on the wire: packets that are ready for all
 * readers of a mount alike.
 *
 * <pre>
 *  chunk:  | '$' | channel | length | RTP packet | '$' | channel | length | RTP packet | …
 * </pre>
 *
 * <p>Packets never cross chunks, so that a reader that takes chunk after chunk may leave after any
 * of them. The channel is that of the track, {@code 2 * track}; for readers with another channel,
 * and for datagrams, there are variants, made once when the first such reader needs them.
 *
 * <p><b>Threads:</b> safe for all. <b>Ownership:</b> counted: each ring that it is in holds one
 * count; a write in flight holds the chunk that it writes.
 *
 * <p><b>Source:</b> RFC 2326 §10.12.
 */
final class PacketUnit extends AbstractReferenceCounted {
    /** Bytes of a chunk at most, but where a single packet is larger. */
    static final int CHUNK_BYTES = 32 << 10;

    /** Bytes before each packet. */
    static final int FRAMING_BYTES = 4;

    private static final int VARIANTS_MAX = 2;

    /** How often a unit's packets lie in memory at most: framed, as datagrams, and in variants. */
    static final int COPIES_MAX = 2 + VARIANTS_MAX;

    /** What a unit is to a reader that waits for its start. */
    enum Kind {
        /** Decoding of the video can start here. */
        KEY_FRAME,
        /** Another picture. */
        PICTURE,
        /** Sound or metadata: anybody may start here. */
        FREE,
        /** RTCP: what time it is. */
        REPORT,
        /** RTCP: nothing more comes. */
        GOODBYE,
        /** No packets: what comes behind it is another stream, and nobody reads on. */
        BREAK
    }

    /** The chunks for one channel that is not the track's own. */
    private record Variant(int channel, ByteBuf[] chunks) {}

    private final int track;
    private final Kind kind;
    private final int sequenceNumber;
    private final int timestamp;
    private final long createdNanos;
    private final ByteBuf[] chunks;
    private final int bytes;
    private final Variant[] variants = new Variant[VARIANTS_MAX];
    private int variantCount;
    private volatile DatagramRun @Nullable [] datagrams;

    /**
     * Takes over the chunks.
     *
     * @param sequenceNumber of the first packet
     * @param timestamp RTP timestamp of the first packet
     * @param createdNanos on the clock of {@link System#nanoTime()}
     */
    PacketUnit(
            int track,
            Kind kind,
            int sequenceNumber,
            int timestamp,
            long createdNanos,
            ByteBuf[] chunks) {
        this.track = track;
        this.kind = kind;
        this.sequenceNumber = sequenceNumber;
        this.timestamp = timestamp;
        this.createdNanos = createdNanos;
        this.chunks = chunks;
        int sum = 0;
        for (ByteBuf chunk : chunks) {
            sum += chunk.readableBytes();
        }
        bytes = sum;
    }

    int track() {
        return track;
    }

    Kind kind() {
        return kind;
    }

    boolean isBreak() {
        return kind == Kind.BREAK;
    }

    /** Whether it is RTCP. */
    boolean isReport() {
        return isReport(kind);
    }

    private static boolean isReport(Kind kind) {
        return kind == Kind.REPORT || kind == Kind.GOODBYE;
    }

    int sequenceNumber() {
        return sequenceNumber;
    }

    int timestamp() {
        return timestamp;
    }

    long createdNanos() {
        return createdNanos;
    }

    /** Bytes of all packets with their framing. */
    int bytes() {
        return bytes;
    }

    int chunkCount() {
        return chunks.length;
    }

    /** The channel that the chunks have been made for. */
    private int ownChannel() {
        return ownChannel(track, kind);
    }

    static int ownChannel(int track, Kind kind) {
        return 2 * track + (isReport(kind) ? 1 : 0);
    }

    /** A chunk for an interleaved channel; the caller owns what it gets, and writes it. */
    ByteBuf chunk(int index, int channel) {
        if (channel == ownChannel()) {
            return chunks[index].retainedDuplicate();
        }
        ByteBuf[] variant = variant(channel);
        return variant == null ? copy(chunks[index], channel) : variant[index].retainedDuplicate();
    }

    /** Null where there are too many others already. */
    private synchronized ByteBuf @Nullable [] variant(int channel) {
        for (int i = 0; i < variantCount; i++) {
            if (variants[i].channel() == channel) {
                return variants[i].chunks();
            }
        }
        if (variantCount == VARIANTS_MAX) {
            return null;
        }
        ByteBuf[] copies = new ByteBuf[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            copies[i] = copy(chunks[i], channel);
        }
        variants[variantCount++] = new Variant(channel, copies);
        return copies;
    }

    private static ByteBuf copy(ByteBuf chunk, int channel) {
        ByteBuf copy = chunk.copy();
        int at = copy.readerIndex();
        while (at < copy.writerIndex()) {
            copy.setByte(at + 1, channel);
            at += FRAMING_BYTES + copy.getUnsignedShort(at + 2);
        }
        return copy;
    }

    /** The packets as datagrams, valid while the unit is held. */
    DatagramRun[] datagrams() {
        DatagramRun[] made = datagrams;
        if (made == null) {
            synchronized (this) {
                made = datagrams;
                if (made == null) {
                    made = DatagramRun.of(chunks);
                    datagrams = made;
                }
            }
        }
        return made;
    }

    @Override
    protected synchronized void deallocate() {
        release(chunks);
        for (int i = 0; i < variantCount; i++) {
            release(variants[i].chunks());
        }
        DatagramRun[] runs = datagrams;
        if (runs != null) {
            for (DatagramRun run : runs) {
                run.packets().release();
            }
        }
    }

    private static void release(ByteBuf[] buffers) {
        for (ByteBuf buffer : buffers) {
            buffer.release();
        }
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }
}
