package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;

/** Sets in band that are those of the description, whatever stands around them. */
class ParameterSetNotesTest {

    private static final byte[] SPS =
            Base64.getDecoder().decode("Z0LADNkBQZ+fARAAAAMAEAAAAwMg8UKkgA==");
    private static final byte[] PPS = Base64.getDecoder().decode("aMuDyyA=");

    private final ParameterSetNotes notes = new ParameterSetNotes(Codec.H264, false);

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] joined(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(256);
        for (byte[] part : parts) {
            all.put(part);
        }
        byte[] bytes = new byte[all.position()];
        all.flip().get(bytes);
        return bytes;
    }

    private static void payload(ParameterSetNotes notes, byte[]... parts) {
        byte[] payload = joined(parts);
        notes.payload(ByteBuffer.wrap(payload), 0, payload.length);
    }

    private static boolean has(ParameterSetNotes notes, byte[] set) {
        return notes.has(Bytes.copyOf(set));
    }

    @Test
    void sonyPadsWithZeros() {
        payload(notes, SPS, bytes("0000"));
        payload(notes, PPS, bytes("00"));
        assertThat(has(notes, SPS)).isTrue();
        assertThat(has(notes, PPS)).isTrue();
        assertThat(notes.sets()).hasSize(2);
    }

    @Test
    void reolinkAppendsBytesThatAreNotOfTheSet() {
        payload(notes, SPS, bytes("11 22 33"));
        assertThat(has(notes, SPS)).isTrue();
    }

    @Test
    void v380SendsStartCodes() {
        payload(notes, bytes("00000001"), SPS, bytes("00000001"), PPS);
        assertThat(has(notes, SPS)).isTrue();
        assertThat(has(notes, PPS)).isTrue();
    }

    @Test
    void setsInARunAreSets() {
        payload(notes, SPS, bytes("000001"), PPS);
        assertThat(has(notes, SPS)).isTrue();
        assertThat(has(notes, PPS)).isTrue();
    }

    @Test
    void decodingOrderNumbersAreNoPartOfASet() {
        ParameterSetNotes ordered = new ParameterSetNotes(Codec.H265, true);
        payload(ordered, bytes("6001 0007 0004 4001 0c01 00 0003 4401 c1"));
        payload(ordered, bytes("4201 0009 0101"));
        assertThat(has(ordered, bytes("4001 0c01"))).isTrue();
        assertThat(has(ordered, bytes("4401 c1"))).isTrue();
        assertThat(has(ordered, bytes("4201 0101"))).isTrue();
        assertThat(ordered.sets()).hasSize(3);
    }

    @Test
    void anotherSetIsAnother() {
        byte[] other = SPS.clone();
        other[3] ^= 2;
        payload(notes, other);
        payload(notes, PPS);
        assertThat(has(notes, SPS)).isFalse();
        assertThat(has(notes, PPS)).isTrue();
    }

    @Test
    void slicesAreNoSets() {
        payload(notes, bytes("65 8884 0021"));
        payload(notes, bytes("18 0003 658884 0002 4100"));
        assertThat(notes.sets()).isEmpty();
    }
}
