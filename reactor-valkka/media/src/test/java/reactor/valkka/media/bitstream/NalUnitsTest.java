package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.junit.jupiter.api.Test;

import reactor.valkka.media.Clip;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

final class NalUnitsTest {

    @Test
    void findsStartCodesOfThreeAndFourBytes() {
        assertThat(annexB("000001 6701 00000001 6802 000001 6503"))
                .containsExactly("6701", "6802", "6503");
    }

    @Test
    void dropsZerosAroundStartCodes() {
        assertThat(annexB("0000000001 67010000 000001 6802000000")).containsExactly("6701", "6802");
    }

    @Test
    void takesWhatStandsBeforeTheFirstStartCode() {
        assertThat(annexB("6701 00000001 6802")).containsExactly("6701", "6802");
    }

    @Test
    void findsAStartCodeAtEveryPlaceInAWord() {
        for (int at = 0; at < 40; at++) {
            ByteBuffer data = ByteBuffer.allocate(48);
            for (int i = 0; i < data.limit(); i++) {
                data.put(i, (byte) 0x55);
            }
            data.put(at, new byte[] {0, 0, 1});
            assertThat(NalUnits.findStartCode(data, 0, 48)).as("at %d", at).isEqualTo(at);
            assertThat(NalUnits.findStartCode(data, 0, at + 2)).as("cut").isEqualTo(at + 2);
        }
    }

    @Test
    void readsEveryNalUnitOfARealStream() {
        List<Integer> types = new ArrayList<>();
        ByteBuffer stream = Clip.read("baseline").stream();
        NalUnits.forEachAnnexB(
                stream,
                0,
                stream.limit(),
                (data, from, to) -> types.add(H264Nal.type(data.get(from))));
        assertThat(types).hasSize(155).startsWith(6, 7, 8, 5, 5, 5, 1, 1, 1);
    }

    @Test
    void endsAtALengthThatDoesNotFit() {
        assertThat(prefixed("00000002 6701 00000003 6802", 4)).containsExactly("6701");
        assertThat(prefixed("00000002 6701 ffffffff 6802", 4)).containsExactly("6701");
        assertThat(prefixed("00000002 6701 000000", 4)).containsExactly("6701");
    }

    @Test
    void readsPrefixesOfOneAndTwoBytes() {
        assertThat(prefixed("02 6701 00 01 68", 1)).containsExactly("6701", "68");
        assertThat(prefixed("0002 6701 0001 68", 2)).containsExactly("6701", "68");
    }

    @Property(tries = 300)
    void walksWhatWasWritten(@ForAll("nalUnits") List<byte[]> nalUnits) {
        ByteBuffer annexB = ByteBuffer.allocate(64_000);
        ByteBuffer prefixed = ByteBuffer.allocate(64_000);
        for (int i = 0; i < nalUnits.size(); i++) {
            annexB.put(i % 2 == 0 ? new byte[] {0, 0, 1} : new byte[] {0, 0, 0, 1});
            annexB.put(nalUnits.get(i));
            prefixed.putInt(nalUnits.get(i).length).put(nalUnits.get(i));
        }
        String[] expected = nalUnits.stream().map(HexFormat.of()::formatHex).toArray(String[]::new);
        assertThat(walk(annexB.flip(), 0)).containsExactly(expected);
        assertThat(walk(prefixed.flip(), 4)).containsExactly(expected);
    }

    /** NAL units as an encoder makes them: no start code inside, no zero at the end. */
    @Provide
    Arbitrary<List<byte[]>> nalUnits() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(raw -> {
                    BitWriter writer = new BitWriter().header(0x65);
                    for (byte value : raw) {
                        writer.bits(value & 0x07, 8);
                    }
                    return writer.toBytes();
                })
                .list()
                .ofMaxSize(20);
    }

    private static List<String> annexB(String hex) {
        return walk(bytes(hex), 0);
    }

    private static List<String> prefixed(String hex, int prefixBytes) {
        return walk(bytes(hex), prefixBytes);
    }

    private static List<String> walk(ByteBuffer data, int prefixBytes) {
        List<String> found = new ArrayList<>();
        NalUnits.Visitor visitor = (nal, from, to) -> {
            byte[] content = new byte[to - from];
            nal.get(from, content);
            found.add(HexFormat.of().formatHex(content));
        };
        int count = prefixBytes == 0
                ? NalUnits.forEachAnnexB(data, 0, data.limit(), visitor)
                : NalUnits.forEachPrefixed(data, 0, data.limit(), prefixBytes, visitor);
        assertThat(count).isEqualTo(found.size());
        return found;
    }

    static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
