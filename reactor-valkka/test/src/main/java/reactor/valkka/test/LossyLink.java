package reactor.valkka.test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A network between two who know nothing of it: packets go in, and some come out, later, twice or
 * in another order, by the probabilities and the seed of {@link Faults}. It has neither sockets nor
 * a clock: who drives it says what time it is, so tests run in virtual time.
 *
 * <pre>{@code
 * LossyLink link = new LossyLink(Faults.seeded(17).loss(0.01), receiver::packet);
 * packetizer.packetize(unit, sets, timestamp, packet -> link.packet(packet, now));
 * link.onTime(now + 20_000_000);
 * }</pre>
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> packets are lent in both directions. <b>Memory:</b> at
 * most {@value #HELD_MAX} packets wait; then the oldest one goes on.
 */
public final class LossyLink {

    /** Packets that wait at most. */
    public static final int HELD_MAX = 1_024;

    /** How long a packet waits at most to be overtaken. */
    private static final long OVERTAKEN_WITHIN_NANOS = 50_000_000;

    private final Faults faults;
    private final SplittableRandom random;
    private final Consumer<? super ByteBuffer> target;
    private final List<Held> held = new ArrayList<>();
    private int losing;
    private long lost;
    private long duplicated;
    private long postponed;

    /** A packet that waits until so many others passed, or until its time. */
    private static final class Held {
        final byte[] packet;
        final long dueNanos;
        int others;

        Held(byte[] packet, int others, long dueNanos) {
            this.packet = packet;
            this.others = others;
            this.dueNanos = dueNanos;
        }
    }

    /** A link to somebody. */
    public LossyLink(Faults faults, Consumer<? super ByteBuffer> target) {
        this.faults = faults;
        this.target = target;
        random = new SplittableRandom(faults.seed);
    }

    /**
     * Takes a packet.
     *
     * @param packet between position and limit, which stay as they are
     * @param nowNanos on any clock that runs forward
     */
    public void packet(ByteBuffer packet, long nowNanos) {
        onTime(nowNanos);
        if (isLost()) {
            lost++;
            return;
        }
        if (random.nextDouble() < faults.reordering) {
            int others = 1 + random.nextInt(faults.reorderingDepth);
            hold(packet, others, nowNanos + OVERTAKEN_WITHIN_NANOS);
        } else if (random.nextDouble() < faults.delays) {
            long longest = Math.max(1, faults.delayMax.toNanos());
            hold(packet, Integer.MAX_VALUE, nowNanos + random.nextLong(longest));
        } else {
            target.accept(packet);
            passed();
        }
        if (random.nextDouble() < faults.duplicates) {
            duplicated++;
            target.accept(packet);
        }
    }

    private boolean isLost() {
        if (losing == 0 && random.nextDouble() < faults.loss) {
            losing = faults.lossBurst;
        }
        boolean isLost = losing > 0;
        losing = Math.max(0, losing - 1);
        return isLost;
    }

    private void hold(ByteBuffer packet, int others, long dueNanos) {
        postponed++;
        byte[] copy = new byte[packet.remaining()];
        packet.get(packet.position(), copy);
        held.add(new Held(copy, others, dueNanos));
        if (held.size() > HELD_MAX) {
            deliver(0);
        }
    }

    /** One more packet has overtaken those that wait. */
    private void passed() {
        int i = 0;
        while (i < held.size()) {
            Held waiting = held.get(i);
            waiting.others--;
            if (waiting.others <= 0) {
                deliver(i);
            } else {
                i++;
            }
        }
    }

    private void deliver(int index) {
        target.accept(ByteBuffer.wrap(held.remove(index).packet));
    }

    /** When the next packet is due that waits; {@link Long#MAX_VALUE} where none does. */
    public long wakeNanos() {
        long wake = Long.MAX_VALUE;
        for (Held waiting : held) {
            wake = Math.min(wake, waiting.dueNanos);
        }
        return wake;
    }

    /** Delivers what is due. */
    public void onTime(long nowNanos) {
        int i = 0;
        while (i < held.size()) {
            if (held.get(i).dueNanos - nowNanos <= 0) {
                deliver(i);
            } else {
                i++;
            }
        }
    }

    /** Delivers all that wait, in the order in which they came. */
    public void flush() {
        while (!held.isEmpty()) {
            deliver(0);
        }
    }

    /** Packets lost so far. */
    public long lost() {
        return lost;
    }

    /** Packets delivered twice so far. */
    public long duplicated() {
        return duplicated;
    }

    /** Packets delivered late or behind others so far, those that still wait included. */
    public long postponed() {
        return postponed;
    }
}
