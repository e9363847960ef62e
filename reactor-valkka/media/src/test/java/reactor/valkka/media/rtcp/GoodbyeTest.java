package reactor.valkka.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;

final class GoodbyeTest {

    private static final int SOURCE = 0x5f0a11c2;

    @Test
    void namesTheSourcesThatItLists() {
        assertThat(Goodbye.names(bytes("82cb0002 00000001 5f0a11c2"), SOURCE)).isTrue();
        assertThat(Goodbye.names(bytes("82cb0002 00000001 5f0a11c2"), 2)).isFalse();
        assertThat(Goodbye.names(bytes("80cb0000"), SOURCE)).isFalse();
    }

    @Test
    void isFoundBehindOtherPackets() {
        String report = "80c90001 00000007";
        assertThat(Goodbye.names(bytes(report + "81cb0001 5f0a11c2"), SOURCE)).isTrue();
    }

    @Test
    void aCutOneAndNoiseSayNothing() {
        assertThat(Goodbye.names(bytes("82cb0002 5f0a11c2"), SOURCE)).isFalse();
        assertThat(Goodbye.names(bytes("01cb0001 5f0a11c2"), SOURCE)).isFalse();
        assertThat(Goodbye.names(bytes("9fcb0001 00000007"), SOURCE)).isFalse();
        assertThat(Goodbye.names(ByteBuffer.allocate(0), SOURCE)).isFalse();
    }

    @Property(tries = 1_000)
    void anyBytesAreReadOrIgnored(@ForAll @Size(max = 100) byte[] data) {
        byte[] before = data.clone();
        Goodbye.names(ByteBuffer.wrap(data), SOURCE);
        assertThat(data).isEqualTo(before);
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
