package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** NAL units of all sizes and in any number, put in decoding order. */
final class DecodingOrderBufferTest {
    private static final int DEPTH = 32;
    private static final int PAYLOAD_BYTES = 1_400;
    private static final ByteBuffer CONTENT = ByteBuffer.allocate(1 << 20);

    /** The names of those that came through, which they carry behind their headers. */
    private final List<Integer> gone = new ArrayList<>();

    private long goneBytes;
    private int lost;
    private final DecodingOrderBuffer.Target target = (packet, missing, arrivalNanos) -> {
        gone.add(packet.getInt(RtpPacket.HEADER_BYTES));
        goneBytes += packet.limit();
        lost += missing;
    };

    /** Fills one from packets, as fragments do; how many bytes it has then. */
    private static int fill(WaitingNalUnit unit, int name, int bytes) {
        unit.begin(name);
        unit.put(ByteBuffer.allocate(Integer.BYTES).putInt(0, name), 0, Integer.BYTES);
        for (int at = 0; at < bytes; at += PAYLOAD_BYTES) {
            unit.put(CONTENT, 0, Math.min(PAYLOAD_BYTES, bytes - at));
        }
        return unit.bytes();
    }

    /** In blocks, each in an order that chance decides; a key frame is one of fifty NAL units. */
    @ParameterizedTest
    @ValueSource(ints = {20_000, 150_000, 300_000, 600_000})
    void keyFramesAreNotInTheWayOfWhatComesAfterThem(int keyFrameBytes) {
        DecodingOrderBuffer buffer =
                new DecodingOrderBuffer(new DecodingOrder(DEPTH - 1, DEPTH - 1), target);
        Random random = new Random(1);
        List<Integer> block = new ArrayList<>();
        for (int name = 0; name < 100 * DEPTH; name++) {
            block.add(name);
            if (block.size() == DEPTH) {
                Collections.shuffle(block, random);
                for (int next : block) {
                    WaitingNalUnit unit = buffer.empty();
                    fill(unit, next, next % 50 == 0 ? keyFrameBytes : 10_000);
                    assertThat(buffer.put(unit, next, next)).isTrue();
                    buffer.letGo();
                }
                block.clear();
            }
        }
        buffer.flush();
        assertThat(gone).hasSize(100 * DEPTH).isSorted();
        assertThat(lost).isZero();
    }

    /** Nobody lets go between the NAL units of a packet. */
    @Test
    void aPacketOfManyNalUnitsMakesNoMoreWaitThanManyPackets() {
        DecodingOrderBuffer buffer =
                new DecodingOrderBuffer(new DecodingOrder(32_767, 32_767), target);
        for (int name = 0; name < 11_000; name++) {
            WaitingNalUnit unit = buffer.empty();
            fill(unit, name, 3);
            buffer.put(unit, 2 * name, 0);
            assertThat(name + 1 - gone.size())
                    .isEqualTo(Math.min(name + 1, DecodingOrderBuffer.UNITS_MAX));
        }
        assertThat(gone).isSorted();
    }

    @Property(tries = 20)
    void neitherUnitsNorBytesAreKeptWithoutABound(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 100_000) int bytesMax) {
        gone.clear();
        goneBytes = 0;
        DecodingOrderBuffer buffer =
                new DecodingOrderBuffer(new DecodingOrder(32_767, 32_767), target);
        Random random = new Random(seed);
        long putBytes = 0;
        int put = 0;
        int number = 0;
        for (int name = 0; name < 3_000; name++) {
            WaitingNalUnit unit = buffer.empty();
            int bytes = fill(unit, name, random.nextInt(bytesMax));
            number += random.nextInt(40) - 15;
            if (buffer.put(unit, number, name)) {
                putBytes += bytes;
                put++;
            }
            assertThat(put - gone.size()).isBetween(0, DecodingOrderBuffer.UNITS_MAX);
            assertThat(putBytes - goneBytes).isBetween(0L, (long) DecodingOrderBuffer.BYTES_MAX);
        }
        buffer.flush();
        assertThat(gone).hasSize(put).doesNotHaveDuplicates();
    }
}
