package reactor.valkka.benchmarks.jmh;

import reactor.valkka.media.rtp.H264Packetizer;
import reactor.valkka.test.TestUnits;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The RTP packets of one group of pictures, which come again and again: each time with the numbers
 * and times that follow. In direct memory, where a socket's packets lie.
 */
final class GroupPackets {
    static final int PAYLOAD_TYPE = 96;
    static final int PAYLOAD_BYTES_MAX = 1_400;
    private static final long NANOS_PER_UNIT = 40_000_000;
    private static final int SSRC = 0x1234;
    private static final int SEQUENCE_AT = 2;
    private static final int TIMESTAMP_AT = 4;
    private static final int PREFIX_BYTES = 4;
    private static final int CONTENT = 0x80;
    private static final byte KEY_NAL = 0x65;
    private static final byte OTHER_NAL = 0x41;
    private static final byte KEY_SLICE = (byte) 0b1_0001000;
    private static final byte OTHER_SLICE = (byte) 0b1_00110_1_0;

    private final ByteBuffer[] packets;

    /** The unit that each packet is of. */
    private final int[] units;

    private int sequenceNumber;
    private int rounds;

    GroupPackets(Group group) {
        List<ByteBuffer> copies = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        H264Packetizer packetizer =
                new H264Packetizer(PAYLOAD_TYPE, SSRC, 0, PAYLOAD_BYTES_MAX, false);
        for (int i = 0; i < Group.UNITS; i++) {
            int number = i;
            packetizer.packetize(unit(group, i), List.of(), 0, packet -> {
                copies.add(ByteBuffer.allocateDirect(packet.remaining())
                        .put(packet)
                        .flip());
                numbers.add(number);
            });
        }
        packets = copies.toArray(ByteBuffer[]::new);
        units = numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** One slice that begins as slices do, the rest of it without zeros. */
    static ByteBuffer unit(Group group, int number) {
        boolean key = group.isKeyFrame(number);
        int bytes = group.bytes(number);
        ByteBuffer unit = ByteBuffer.allocateDirect(bytes);
        unit.putInt(bytes - PREFIX_BYTES);
        unit.put(key ? KEY_NAL : OTHER_NAL).put(key ? KEY_SLICE : OTHER_SLICE);
        while (unit.hasRemaining()) {
            unit.put((byte) (CONTENT | unit.position()));
        }
        return unit.flip();
    }

    int count() {
        return packets.length;
    }

    /** The n-th packet, with the number and the time that it has this time. */
    ByteBuffer packet(int index) {
        ByteBuffer packet = packets[index];
        packet.putShort(SEQUENCE_AT, (short) (sequenceNumber + index));
        packet.putInt(TIMESTAMP_AT, (int) (TestUnits.TICKS_PER_UNIT * unit(index)));
        return packet;
    }

    /** When the n-th packet comes this time, in nanoseconds from the first one. */
    long arrivalNanos(int index) {
        return NANOS_PER_UNIT * unit(index);
    }

    private long unit(int index) {
        return (long) Group.UNITS * rounds + units[index];
    }

    /**
     * The packets come again, with the numbers behind those that have gone.
     *
     * @param gone how many of them, from the first one on
     */
    void nextRound(int gone) {
        sequenceNumber += gone;
        rounds++;
    }
}
