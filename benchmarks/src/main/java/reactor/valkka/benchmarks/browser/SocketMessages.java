package reactor.valkka.benchmarks.browser;

import java.nio.ByteBuffer;

/**
 * Reads the messages of one WebSocket as their bytes come, and keeps of each only its beginning.
 *
 * <pre>
 *  | fin, opcode | 0, length 7 | length 16 or 64, if length 7 is 126 or 127 | payload
 * </pre>
 *
 * <p><b>Source:</b> RFC 6455 §5.2.
 */
final class SocketMessages {
    /** Bytes that are kept of a message. */
    static final int KEPT_BYTES = 20;

    private static final int FRAME_HEADER_BYTES_MAX = 10;
    private static final int FIN = 0x80;
    private static final int OPCODE = 0x0F;
    private static final int BINARY = 2;
    private static final int CONTROL = 8;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final Target target;
    private final ByteBuffer head = ByteBuffer.allocate(FRAME_HEADER_BYTES_MAX);
    private final ByteBuffer kept = ByteBuffer.allocate(KEPT_BYTES);
    private boolean binary;
    private boolean last;
    private boolean control;
    private boolean inPayload;
    private long left;
    private long bytes;

    /** Takes binary messages. */
    @FunctionalInterface
    interface Target {
        /**
         * Takes one.
         *
         * @param beginning the first {@value #KEPT_BYTES} bytes, or all
         * @param bytes how many it had
         */
        void message(ByteBuffer beginning, long bytes);
    }

    SocketMessages(Target target) {
        this.target = target;
    }

    /** Takes all that remains in a buffer. */
    void read(ByteBuffer in) {
        while (in.hasRemaining()) {
            if (inPayload) {
                payload(in);
            } else {
                head.put(in.get());
                if (head.position() == headerBytes()) {
                    begin();
                }
            }
        }
    }

    private int headerBytes() {
        if (head.position() < 2) {
            return 2;
        }
        int length = head.get(1) & LENGTH;
        return 2 + (length == LENGTH_64 ? Long.BYTES : length == LENGTH_16 ? Short.BYTES : 0);
    }

    private void begin() {
        int opcode = head.get(0) & OPCODE;
        last = (head.get(0) & FIN) != 0;
        control = opcode >= CONTROL;
        if (opcode != 0 && !control) {
            binary = opcode == BINARY;
            kept.clear();
            bytes = 0;
        }
        int length = head.get(1) & LENGTH;
        left = length == LENGTH_64
                ? head.getLong(2)
                : length == LENGTH_16 ? head.getShort(2) & 0xFFFF : length;
        head.clear();
        inPayload = true;
        if (left == 0) {
            end();
        }
    }

    private void payload(ByteBuffer in) {
        int now = (int) Math.min(left, in.remaining());
        if (!control) {
            int keep = Math.min(now, kept.remaining());
            for (int i = 0; i < keep; i++) {
                kept.put(in.get(in.position() + i));
            }
            bytes += now;
        }
        in.position(in.position() + now);
        left -= now;
        if (left == 0) {
            end();
        }
    }

    private void end() {
        inPayload = false;
        if (last && binary && !control) {
            target.message(kept.flip(), bytes);
            kept.clear();
        }
    }
}
