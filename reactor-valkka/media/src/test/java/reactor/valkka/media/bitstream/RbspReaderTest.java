package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;

final class RbspReaderTest {
    private final RbspReader bits = new RbspReader();

    @Test
    void skipsEmulationPrevention() {
        ByteBuffer data = NalUnitsTest.bytes("000003 01 000003 00 000003");
        bits.reset(data, 0, data.limit());
        assertThat(bits.bits(24)).isEqualTo(0x000001);
        assertThat(bits.bits(24)).isEqualTo(0x000000);
        assertThat(bits.isExhausted()).isFalse();
    }

    @Test
    void readsCodesOfTheStandard() {
        ByteBuffer data = NalUnitsTest.bytes("a64298e2048a17");
        bits.reset(data, 0, data.limit());
        int[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        for (int value : expected) {
            assertThat(bits.ue()).isEqualTo(value);
        }
    }

    @Test
    void givesZerosBehindTheEndAndSaysSo() {
        bits.reset(NalUnitsTest.bytes("ff"), 0, 1);
        assertThat(bits.bits(8)).isEqualTo(0xFF);
        assertThat(bits.isExhausted()).isFalse();
        assertThat(bits.bits(8)).isZero();
        assertThat(bits.ue()).isZero();
        assertThat(bits.isExhausted()).isTrue();
    }

    @Test
    void refusesACodeThatIsTooLong() {
        ByteBuffer zeros = ByteBuffer.allocate(64);
        bits.reset(zeros, 0, 64);
        assertThat(bits.ue()).isZero();
        assertThat(bits.isExhausted()).isTrue();
    }

    @Property(tries = 300)
    void readsWhatWasWritten(
            @ForAll @Size(max = 50) List<@IntRange(min = -100_000, max = 100_000) Integer> values) {
        BitWriter writer = new BitWriter();
        for (int value : values) {
            writer.se(value).ue(Math.abs(value)).bits(value, 17);
        }
        byte[] written = writer.toBytes();
        bits.reset(ByteBuffer.wrap(written), 0, written.length);
        for (int value : values) {
            assertThat(bits.se()).isEqualTo(value);
            assertThat(bits.ue()).isEqualTo(Math.abs(value));
            assertThat(bits.bits(17)).isEqualTo(value & 0x1FFFF);
        }
        assertThat(bits.isAtStopBit()).isTrue();
        assertThat(bits.isExhausted()).isFalse();
    }
}
