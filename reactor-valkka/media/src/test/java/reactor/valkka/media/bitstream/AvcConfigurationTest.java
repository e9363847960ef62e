package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.Bytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The records are those that ffmpeg wrote for the clips among the resources. */
final class AvcConfigurationTest {
    private static final String HIGH =
            "0164000bffe100196764000bacd982847e5c0440000003004000000c83c5"
                    + "0a668001000668e978392c8bfdf8f800";
    private static final String BASELINE =
            "0142c00bffe100186742c00bdb0a11f97011000003000100000300320f142ae001000568ca80e4b2";

    @ParameterizedTest
    @ValueSource(strings = {HIGH, BASELINE})
    void writesWhatFfmpegWrites(String record) {
        AvcConfiguration configuration = AvcConfiguration.parse(NalUnitsTest.bytes(record));
        assertThat(configuration.prefixBytes()).isEqualTo(4);
        assertThat(configuration.parameterSets()).hasSize(2);
        assertThat(configuration.toBytes()).isEqualTo(Bytes.copyOf(NalUnitsTest.bytes(record)));
    }

    @Test
    void readsPrefixesOfTwoBytesAndSeveralSets() {
        AvcConfiguration configuration = AvcConfiguration.parse(
                NalUnitsTest.bytes("0142c00bfde2 0002 6742 0003 674243 01 0001 68"));
        assertThat(configuration.prefixBytes()).isEqualTo(2);
        assertThat(configuration.parameterSets()).extracting(Bytes::size).containsExactly(2, 3, 1);
    }

    @Test
    void leavesBufferAndPositionAlone() {
        ByteBuffer data = NalUnitsTest.bytes("ffff" + HIGH).position(2);
        AvcConfiguration.parse(data);
        assertThat(data.position()).isEqualTo(2);
    }

    @Test
    void everyCutIsRefused() {
        ByteBuffer whole = NalUnitsTest.bytes(BASELINE);
        for (int length = 0; length < whole.capacity(); length++) {
            ByteBuffer cut = whole.duplicate().limit(length);
            assertThatThrownBy(() -> AvcConfiguration.parse(cut))
                    .isInstanceOf(MalformedBitstreamException.class);
        }
    }

    @Property(tries = 1_000)
    void everyCorruptionIsReadOrRefused(@ForAll @Size(min = 1, max = 4) int[] places) {
        byte[] data = NalUnitsTest.bytes(HIGH).array().clone();
        for (int place : places) {
            data[Math.floorMod(place, data.length)] ^= (byte) (place >>> 16);
        }
        try {
            AvcConfiguration.parse(ByteBuffer.wrap(data)).toBytes();
        } catch (MalformedBitstreamException documented) {
            assertThat(documented.offset()).isBetween(0, data.length);
        }
    }

    @Property(tries = 200)
    void readsWhatItWrote(@ForAll @Size(max = 5) List<@Size(max = 40) byte[]> pictureSets) {
        List<Bytes> sets = new ArrayList<>();
        sets.add(Bytes.copyOf(NalUnitsTest.bytes(SequenceParameterSetTest.HIGH)));
        for (byte[] content : pictureSets) {
            sets.add(Bytes.copyOf(ByteBuffer.allocate(1 + content.length)
                    .put((byte) 0x68)
                    .put(content)
                    .flip()));
        }
        AvcConfiguration written = AvcConfiguration.of(sets);
        assertThat(AvcConfiguration.parse(written.toBytes().asByteBuffer())).isEqualTo(written);
    }
}
