package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;

import java.nio.ByteBuffer;

/**
 * Puts the packets of one synchronization source in the order of their sequence numbers.
 *
 * <p><b>Shape:</b> packets in, packets out, during the same call where nothing is missing before
 * them. A packet that came too early waits until those before it have come, or for as long as
 * {@link ReorderLimits} allow; then what is missing is given up, and {@link SequenceTracker} behind
 * this counts it as lost. The owner calls {@link #onTime} at {@link #wakeNanos()}.
 *
 * <p>Packets that come twice, or after their place has been given up, are dropped and counted. But
 * where one of its number has come with another timestamp, the source has started again, a few
 * numbers back. After a jump of the numbers that no network makes, packets are passed on as they
 * come; when one follows the one before it, the source has started again, too. All this is what
 * {@link SequenceTracker} does.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets are lent, in and out, for the call.
 * <b>Memory:</b> nothing is allocated as long as packets come in order. Packets that wait are
 * copied to heap buffers of their size, at most {@code packetsMax - 1} of up to 64 KiB, which are
 * used again. <b>Errors:</b> none are thrown; {@link Counter#PACKETS_REORDERED}, {@link
 * Counter#PACKETS_LATE} and {@link Counter#PACKETS_DUPLICATE} count. <b>Source:</b> RFC 3550 §5.1
 * (sequence number), §A.1 (restart).
 */
public final class RtpReorderBuffer {
    /** Result of {@link #wakeNanos()} while no packet waits. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int NUMBERS = SequenceTracker.SEQUENCE_NUMBERS - 1;
    private static final int NONE = -1;

    /** Takes the packets in order. */
    @FunctionalInterface
    public interface Target {

        /**
         * Takes the next packet.
         *
         * @param packet between position and limit; lent for the call
         * @param arrivalNanos when it came or, if that was later, when the one before it came
         */
        void packet(ByteBuffer packet, long arrivalNanos);
    }

    private final int window;
    private final long waitNanos;
    private final StreamCounters counters;
    private final Target target;

    private @Nullable WaitingPackets waiting;
    private int next = NONE;
    private int afterJump = NONE;
    private final RecentPackets recent = new RecentPackets();
    private long lastArrivalNanos;

    /**
     * Begins a source.
     *
     * @param limits of waiting
     * @param counters of the stream
     * @param target takes the packets in order; does not call back
     */
    public RtpReorderBuffer(ReorderLimits limits, StreamCounters counters, Target target) {
        window = limits.packetsMax();
        waitNanos = limits.waitMax().toNanos();
        this.counters = counters;
        this.target = target;
    }

    /**
     * Takes a packet as it comes.
     *
     * @param packet a valid one of the source, of any payload type, between position and limit;
     *     lent for the call
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     */
    public void packet(ByteBuffer packet, long arrivalNanos) {
        onTime(arrivalNanos);
        int number = RtpPacket.sequenceNumber(packet);
        if (next == NONE) {
            restartAt(number);
            lastArrivalNanos = arrivalNanos;
        }
        int ahead = number - next & NUMBERS;
        if (ahead == 0) {
            pass(packet, arrivalNanos);
            passWhatFollows();
        } else if (behind(ahead) <= SequenceTracker.MISORDER_MAX) {
            behind(packet, number, arrivalNanos);
        } else if (ahead >= SequenceTracker.GAP_MAX) {
            passAfterJump(packet, number, arrivalNanos);
        } else if (waitNanos == 0) {
            giveUpTo(number);
            pass(packet, arrivalNanos);
        } else {
            hold(packet, number, arrivalNanos);
        }
    }

    /**
     * When {@link #onTime} wants to be called, on the clock of {@link System#nanoTime()}; {@link
     * #NEVER} while no packet waits.
     */
    public long wakeNanos() {
        WaitingPackets held = waiting;
        return held == null || held.isEmpty() ? NEVER : held.oldestNanos() + waitNanos;
    }

    /** Gives up what packets have waited for long enough. */
    public void onTime(long nowNanos) {
        WaitingPackets held = waiting;
        while (held != null && !held.isEmpty() && nowNanos - held.oldestNanos() >= waitNanos) {
            giveUpGap(held);
        }
    }

    /** Passes on all that waits, as when the source ends. */
    public void flush() {
        WaitingPackets held = waiting;
        while (held != null && !held.isEmpty()) {
            giveUpGap(held);
        }
    }

    private void hold(ByteBuffer packet, int number, long arrivalNanos) {
        WaitingPackets held = waiting;
        if (held == null) {
            held = new WaitingPackets(window);
            waiting = held;
        }
        while (!held.isEmpty() && (number - next & NUMBERS) >= window) {
            giveUpGap(held);
        }
        int ahead = number - next & NUMBERS;
        if (ahead == 0 || window == 1) {
            giveUpTo(number);
            pass(packet, arrivalNanos);
            passWhatFollows();
            return;
        }
        if (ahead >= window) {
            giveUpTo(number - window + 1 & NUMBERS);
        }
        if (held.put(number, packet, arrivalNanos)) {
            counters.increment(Counter.PACKETS_REORDERED);
        } else if (held.timestamp(number) != RtpPacket.timestamp(packet)) {
            startAgain(packet, number, arrivalNanos);
        } else {
            counters.increment(Counter.PACKETS_DUPLICATE);
        }
    }

    /** Gives up what is missing before the first packet that waits. */
    private void giveUpGap(WaitingPackets held) {
        int missing = 1;
        while (!held.has(next + missing & NUMBERS)) {
            missing++;
        }
        giveUpTo(next + missing & NUMBERS);
        passWhatFollows();
    }

    private void giveUpTo(int number) {
        next = number;
    }

    private void passWhatFollows() {
        WaitingPackets held = waiting;
        while (held != null && !held.isEmpty() && held.has(next)) {
            long arrivalNanos = held.arrivalNanos(next);
            ByteBuffer packet = held.take(next);
            pass(packet, arrivalNanos);
            held.giveBack(packet);
        }
    }

    private void pass(ByteBuffer packet, long arrivalNanos) {
        recent.add(next, RtpPacket.timestamp(packet));
        next = next + 1 & NUMBERS;
        afterJump = NONE;
        deliver(packet, arrivalNanos);
    }

    private void deliver(ByteBuffer packet, long arrivalNanos) {
        if (arrivalNanos - lastArrivalNanos > 0) {
            lastArrivalNanos = arrivalNanos;
        }
        target.packet(packet, lastArrivalNanos);
    }

    /** A packet that does not belong to what came so far; the second in a row begins anew. */
    private void passAfterJump(ByteBuffer packet, int number, long arrivalNanos) {
        if (number == afterJump) {
            startAgain(packet, number, arrivalNanos);
        } else {
            afterJump = number + 1 & NUMBERS;
            deliver(packet, arrivalNanos);
        }
    }

    private void restartAt(int number) {
        next = number;
        recent.clear();
    }

    private static int behind(int ahead) {
        return SequenceTracker.SEQUENCE_NUMBERS - ahead;
    }

    private void behind(ByteBuffer packet, int number, long arrivalNanos) {
        if (recent.hasOther(number, RtpPacket.timestamp(packet))) {
            startAgain(packet, number, arrivalNanos);
        } else if (recent.has(number)) {
            counters.increment(Counter.PACKETS_DUPLICATE);
        } else {
            counters.increment(Counter.PACKETS_LATE);
        }
    }

    private void startAgain(ByteBuffer packet, int number, long arrivalNanos) {
        flush();
        restartAt(number);
        pass(packet, arrivalNanos);
    }
}
