package reactor.valkka.benchmarks.ingest;

import reactor.valkka.benchmarks.measure.DelaysPerThread;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.media.bitstream.NalUnits;
import reactor.valkka.test.SendStamp;

import java.nio.ByteBuffer;

/**
 * Looks at the units of one camera: is one missing or not whole, and how long was each on its way.
 * Each event loop has delays of its own.
 */
final class ReceivedUnits {

    private static final int TICKS_PER_UNIT = 3_600;

    private final DelaysPerThread delays;
    private long lastPts = Long.MIN_VALUE;
    private volatile long units;
    private volatile long bytes;
    private volatile long lost;
    private volatile long marked;

    ReceivedUnits(DelaysPerThread delays) {
        this.delays = delays;
    }

    void take(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            long now = System.nanoTime();
            long sent = sentNanos(unit.bytes());
            if (sent != SendStamp.NONE) {
                delays.mine().add(now - sent);
            }
            lost += lostWith(unit);
            lastPts = unit.pts();
            units++;
            bytes += unit.size();
        }
    }

    /** Packets that are missing inside a unit leave no gap between times: it counts itself. */
    private long lostWith(AccessUnit unit) {
        long missing = lastPts == Long.MIN_VALUE ? 0 : (unit.pts() - lastPts) / TICKS_PER_UNIT - 1;
        return Math.max(unit.afterLoss() ? 1 : 0, missing);
    }

    /** The stamp is the first NAL unit; parameter sets are not in the unit. */
    private static long sentNanos(ByteBuffer unit) {
        if (unit.limit() < NalUnits.PREFIX_BYTES) {
            return SendStamp.NONE;
        }
        int end = NalUnits.PREFIX_BYTES + Math.max(0, unit.getInt(0));
        return SendStamp.sentNanos(unit, NalUnits.PREFIX_BYTES, Math.min(end, unit.limit()));
    }

    long units() {
        return units;
    }

    /** What comes from now on tells whether the camera still sends. */
    void mark() {
        marked = units;
    }

    boolean hasSentSinceMark() {
        return units > marked;
    }

    long bytes() {
        return bytes;
    }

    long lost() {
        return lost;
    }
}
