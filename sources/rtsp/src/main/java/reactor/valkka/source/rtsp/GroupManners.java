package reactor.valkka.source.rtsp;

import io.netty.buffer.ByteBuf;

import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Keeps the receivers of a group from drowning it in reports: each hears those of the others, and
 * the more there are the less often it reports, so that all of them together send about as many as
 * {@value #TOGETHER} would.
 *
 * <p><b>Threads:</b> one event loop. <b>Bounds:</b> counts {@value #COUNTED_MAX} others at most.
 * <b>Source:</b> RFC 3550 §6.2, which reckons the same from bit rates.
 */
final class GroupManners {

    /** Reports in each interval by all receivers. */
    static final int TOGETHER = 8;

    private static final int COUNTED_MAX = 4_096;

    /** After so many turns who is not heard any more is forgotten. */
    private static final int TURNS = 12;

    private static final int RECEIVER_REPORT = 201;
    private static final int SSRC_AT = 4;

    private final DoubleSupplier random;
    private Set<Integer> heard = new HashSet<>();
    private int before;
    private int turns;

    GroupManners(DoubleSupplier random) {
        this.random = random;
    }

    /** A control packet came, of whomever. */
    void heard(ByteBuf packet) {
        int at = packet.readerIndex();
        boolean isReport = packet.readableBytes() >= SSRC_AT + Integer.BYTES
                && packet.getUnsignedByte(at + 1) == RECEIVER_REPORT;
        if (isReport && heard.size() < COUNTED_MAX) {
            heard.add(packet.getInt(at + SSRC_AT));
        }
    }

    /** A report is due; whether it is our turn. */
    boolean mayReport() {
        int receivers = Math.max(1, Math.max(before, heard.size()));
        turns++;
        if (turns == TURNS) {
            turns = 0;
            before = heard.size();
            heard = new HashSet<>();
        }
        return random.getAsDouble() * receivers < TOGETHER;
    }
}
