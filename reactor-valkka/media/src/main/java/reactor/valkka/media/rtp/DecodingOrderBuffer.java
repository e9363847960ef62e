package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Puts NAL units in decoding order: the de-packetization buffer of RFC 7798.
 *
 * <p>A NAL unit whose number follows that of the last one that went is gone at once, so that a
 * stream that is sent in decoding order is not held up, whatever its sender claims. Behind a gap,
 * units wait until the claims say that what is missing will not come; but never more than {@value
 * #UNITS_MAX} of them, nor {@value #BYTES_MAX} bytes, nor longer than {@value #WAIT_SECONDS} s.
 * Senders may give the same number to several NAL units. Then none follows another, and the claims
 * alone decide.
 *
 * <p><b>Loss:</b> nobody knows the number of what was lost. It may belong to any gap, up to the
 * highest number that a unit can have that was sent before; each gap up to there is a loss. So is
 * one that was not waited for as long as it should have been, and one where the stream was joined,
 * unless this sender leaves gaps as a habit. Where all numbers differ and none is missing, nothing
 * was lost.
 *
 * <p><b>Threads:</b> one. <b>Source:</b> RFC 7798 §4.4, §6.
 */
final class DecodingOrderBuffer {
    /** NAL units that wait at most: some seconds of pictures with a few slices each. */
    static final int UNITS_MAX = 1_024;

    /** Bytes that wait at most: two key frames that are as large as they come. */
    static final int BYTES_MAX = 4 << 20;

    /** How long a NAL unit waits at most. */
    static final int WAIT_SECONDS = 1;

    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);

    /** NAL units in a row that come too late; with so many, the numbers begin anew. */
    private static final int LATE_MAX = 64;

    /** Gaps that nobody fills, of which nothing was lost; with so many, they are normal. */
    private static final int GAPS_MAX = 16;

    /** Takes the NAL units in decoding order. */
    interface Target {

        /**
         * Takes the next one.
         *
         * @param packet carries nothing else; lent for the call
         * @param missing packets that are missing before it, as far as is known
         * @param arrivalNanos when it came or, if that was later, when the one before it came
         */
        void nalUnit(ByteBuffer packet, int missing, long arrivalNanos);
    }

    private final DecodingOrder claims;
    private final Target target;
    private final WaitingNalUnits waiting = new WaitingNalUnits();

    private boolean begun;
    private boolean gone;
    private long newest;
    private long lastGone;
    private long lastArrivalNanos;
    private boolean sharesNumbers;
    private boolean leavesGaps;
    private int gapsInARow;
    private int lateInARow;

    /** Packets that were lost, nobody knows where. */
    private int missing;

    /** NAL units that came too late. */
    private int late;

    private boolean lossIsOpen;
    private long lostUpTo = Long.MIN_VALUE;

    /** Numbers up to here may have been sent before anybody listened. */
    private long joinedUpTo;

    /** Numbers were not just counted up by one. */
    private boolean unsteady;

    DecodingOrderBuffer(DecodingOrder claims, Target target) {
        this.claims = claims;
        this.target = target;
    }

    /** A NAL unit to be filled and put in. */
    WaitingNalUnit empty() {
        return waiting.empty();
    }

    /** A NAL unit that is not needed, after all. */
    void giveBack(WaitingNalUnit unit) {
        waiting.giveBack(unit);
    }

    /** Packets are missing between the last NAL unit that was put in and the next one. */
    void lost(int packets) {
        missing += packets;
        lossIsOpen = true;
    }

    /**
     * Puts a NAL unit in, in the order of sending. Where that is too much, the first ones go.
     *
     * @param number its decoding order number, of 16 bits
     * @return false if it comes too late, when what is decoded after it has gone
     */
    boolean put(WaitingNalUnit unit, int number, long arrivalNanos) {
        long before = newest;
        newest = begun ? before + (short) (number - (int) before) : number;
        long reach = newest + Math.min(claims.differenceMax(), UNITS_MAX);
        if (!begun) {
            begun = true;
            joinedUpTo = reach;
        } else {
            unsteady |= newest != before + 1;
        }
        if (lossIsOpen) {
            lossIsOpen = false;
            lostUpTo = Math.max(lostUpTo, reach);
        }
        if (gone && newest < lastGone && lateInARow++ < LATE_MAX) {
            late++;
            gapsInARow = 0;
            leavesGaps = false;
            giveBack(unit);
            return false;
        }
        if (lateInARow > LATE_MAX) {
            beginAnew();
        }
        lateInARow = 0;
        unit.end(newest, arrivalNanos);
        boolean shares = waiting.add(unit);
        sharesNumbers |= shares || gone && lastGone == newest;
        while (waiting.areTooMany()) {
            goFirst();
        }
        return true;
    }

    private void beginAnew() {
        flush();
        gone = false;
        joinedUpTo = newest;
        lostUpTo = Long.MIN_VALUE;
    }

    /** No more packets of that access unit will be sent. */
    void mark(int timestamp) {
        waiting.mark(timestamp);
    }

    /** Lets go what need not wait any longer, whatever the time. */
    void letGo() {
        while (!waiting.isEmpty() && (follows() || isAsClaimed())) {
            go(false);
        }
    }

    /** Lets go what has waited for long enough, and what was held up by that. */
    void onTime(long now) {
        letGo();
        for (int i = waiting.countUpTo(now - WAIT_NANOS); i > 0; i--) {
            goFirst();
        }
        letGo();
    }

    private boolean follows() {
        return gone && !sharesNumbers && waiting.first().order() == lastGone + 1;
    }

    private boolean isAsClaimed() {
        return waiting.span() >= claims.differenceMax() || waiting.count() > claims.unitsMax();
    }

    /** When {@link #onTime} wants to be called; {@link RtpReorderBuffer#NEVER} if nothing waits. */
    long wakeNanos() {
        return waiting.isEmpty() ? RtpReorderBuffer.NEVER : waiting.oldestNanos() + WAIT_NANOS;
    }

    /** Lets all go, as when nothing will follow; it may have been lost. */
    void flush() {
        while (!waiting.isEmpty()) {
            go(!leavesGaps);
        }
    }

    /** Takes what is missing behind all that has gone, or may be. */
    int takeMissing() {
        int taken = Math.max(missing + late, isSuspect() ? 1 : 0);
        missing = 0;
        late = 0;
        return taken;
    }

    /** The first one goes, whether it should wait or not. */
    private void goFirst() {
        go(!isAsClaimed());
    }

    private void go(boolean tooEarly) {
        WaitingNalUnit unit = waiting.takeFirst();
        int lost = late;
        late = 0;
        boolean suspect = isSuspect();
        boolean gap = gone && unit.order() > lastGone + 1;
        boolean doubtful = gap && (tooEarly || isJoining());
        if (gap && suspect || doubtful && !leavesGaps || suspect && sharesNumbers) {
            lost += Math.max(1, missing);
            missing = 0;
        } else if (!suspect) {
            lost += missing;
            missing = 0;
        }
        noteGap(gap && !suspect, doubtful);
        if (!gone || unit.arrivalNanos() - lastArrivalNanos > 0) {
            lastArrivalNanos = unit.arrivalNanos();
        }
        gone = true;
        lastGone = unit.order();
        target.nalUnit(unit.packet(isLast(unit)), lost, lastArrivalNanos);
        giveBack(unit);
    }

    /** Who is not seen to fill gaps, where there was time for it, leaves them for ever. */
    private void noteGap(boolean gap, boolean doubtful) {
        if (gap) {
            gapsInARow = doubtful ? gapsInARow + 1 : GAPS_MAX;
            leavesGaps |= gapsInARow >= GAPS_MAX;
        }
    }

    /** Whether what was lost may belong behind what has gone. */
    private boolean isSuspect() {
        return lossIsOpen || lastGone <= lostUpTo;
    }

    /** Whether what is missing may have been sent before anybody listened. */
    private boolean isJoining() {
        return lastGone <= joinedUpTo;
    }

    /** Whether the access unit of the last one that went is complete. */
    private boolean isLast(WaitingNalUnit unit) {
        boolean mayBe = unit.isMarked() && !isSuspect() && !(unsteady && isJoining());
        return mayBe && !waiting.hasTimestamp(unit.timestamp());
    }
}
