package reactor.valkka.benchmarks.fanout;

import java.nio.ByteBuffer;

/**
 * Finds the packets in what one connection brings. Payload is skipped where it lies; of a packet
 * that came in part only the first bytes are kept for the next call.
 *
 * <pre>
 *  '$' | channel | length, 2 bytes | packet          or the text of an answer without a body
 * </pre>
 *
 * <p><b>Source:</b> RFC 2326 §10.12.
 */
final class InterleavedParser {

    /** As much as is kept from one call to the next. */
    static final int KEPT_MAX = 4 + PacketCheck.BYTES_SEEN;

    private static final int FRAMING_BYTES = 4;
    private static final int END_OF_TEXT = 0x0D0A0D0A;

    private final PacketCheck check;
    private final byte[] kept = new byte[KEPT_MAX];
    private int keptBytes;
    private int skip;
    private int lastFour;

    InterleavedParser(PacketCheck check) {
        this.check = check;
    }

    /** Puts what was kept into an empty buffer; what is read comes behind it. */
    void begin(ByteBuffer buffer) {
        buffer.clear().put(kept, 0, keptBytes);
        keptBytes = 0;
    }

    /** Takes what is between position and limit. */
    void parse(ByteBuffer data, long now) {
        while (data.hasRemaining()) {
            if (skip > 0) {
                int step = Math.min(skip, data.remaining());
                data.position(data.position() + step);
                skip -= step;
                if (skip == 0) {
                    check.end(now);
                }
            } else if (lastFour != 0 || data.get(data.position()) != '$') {
                text(data);
            } else if (!packet(data)) {
                keptBytes = data.remaining();
                data.get(kept, 0, keptBytes);
            }
        }
    }

    private boolean packet(ByteBuffer data) {
        int at = data.position();
        if (data.remaining() < FRAMING_BYTES) {
            return false;
        }
        int length = data.getShort(at + 2) & 0xFFFF;
        int wanted = FRAMING_BYTES + Math.min(length, PacketCheck.BYTES_SEEN);
        if (data.remaining() < wanted) {
            return false;
        }
        if (data.get(at + 1) == 0) {
            check.begin(data, at + FRAMING_BYTES, wanted - FRAMING_BYTES, length);
        }
        skip = length + FRAMING_BYTES;
        return true;
    }

    private void text(ByteBuffer data) {
        while (data.hasRemaining()) {
            lastFour = lastFour << 8 | data.get() & 0xFF;
            if (lastFour == END_OF_TEXT) {
                lastFour = 0;
                return;
            }
        }
    }
}
