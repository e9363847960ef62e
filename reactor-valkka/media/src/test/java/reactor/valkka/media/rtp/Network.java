package reactor.valkka.media.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What a network makes of packets that are sent one a millisecond: it loses, doubles and delays
 * some of them, by a seed. What comes goes through a reorder buffer, in virtual time. The first
 * packet and the last one always come: nobody could know what was beyond them.
 *
 * @param lossPercent packets that are lost
 * @param doublePercent packets that come twice
 * @param latePercent packets that come later than others
 * @param lateMillis by how much at most
 */
record Network(int lossPercent, int doublePercent, int latePercent, int lateMillis) {
    static final Network PERFECT = new Network(0, 0, 0, 0);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Arrival(ByteBuffer packet, long millis) {}

    /**
     * Sends packets to a reception.
     *
     * @return timestamps of units that miss a packet
     */
    Set<Integer> send(List<ByteBuffer> packets, Random random, Reception reception) {
        Set<Integer> damaged = new HashSet<>();
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            ByteBuffer packet = packets.get(i);
            boolean mayFail = i > 0 && i < packets.size() - 1;
            if (mayFail && random.nextInt(100) < lossPercent) {
                damaged.add(RtpPacket.timestamp(packet));
                continue;
            }
            arrivals.add(new Arrival(packet, i + (mayFail ? delay(random) : 0)));
            if (random.nextInt(100) < doublePercent) {
                arrivals.add(new Arrival(packet, i + random.nextInt(60)));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::millis));
        RtpReorderBuffer buffer = new RtpReorderBuffer(
                ReorderLimits.DEFAULT,
                reception.counters(),
                (packet, arrivalNanos) -> reception.depacketizer.packet(packet, arrivalNanos));
        for (Arrival arrival : arrivals) {
            buffer.packet(arrival.packet(), arrival.millis() * NANOS_PER_MILLI);
        }
        buffer.flush();
        reception.flush();
        return damaged;
    }

    private int delay(Random random) {
        return random.nextInt(100) < latePercent ? random.nextInt(lateMillis + 1) : 0;
    }
}
