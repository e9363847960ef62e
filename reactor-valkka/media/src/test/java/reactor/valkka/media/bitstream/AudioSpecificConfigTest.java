package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.HexFormat;

final class AudioSpecificConfigTest {

    private static AudioSpecificConfig parse(String hex) {
        return AudioSpecificConfig.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    @Test
    void readsWhatCamerasSend() {
        assertThat(parse("1190")).isEqualTo(new AudioSpecificConfig(2, 48_000, 48_000, 2, 1_024));
        assertThat(parse("1208")).isEqualTo(new AudioSpecificConfig(2, 44_100, 44_100, 1, 1_024));
        assertThat(parse("1588")).isEqualTo(new AudioSpecificConfig(2, 8_000, 8_000, 1, 1_024));
        assertThat(parse("1194")).isEqualTo(new AudioSpecificConfig(2, 48_000, 48_000, 2, 960));
    }

    @Test
    void readsSpectralBandReplication() {
        assertThat(parse("2b118800"))
                .isEqualTo(new AudioSpecificConfig(2, 24_000, 48_000, 2, 1_024));
    }

    @Test
    void aRateThatIsInNoTableIsWrittenOut() {
        assertThat(AudioSpecificConfig.encode(2, 12_345, 1).size()).isEqualTo(5);
        assertThat(AudioSpecificConfig.parse(
                        AudioSpecificConfig.encode(2, 12_345, 1).asByteBuffer()))
                .isEqualTo(new AudioSpecificConfig(2, 12_345, 12_345, 1, 1_024));
    }

    @Property(tries = 200)
    void whatIsWrittenIsRead(
            @ForAll @IntRange(min = 1, max = 4) int type,
            @ForAll @IntRange(min = 1, max = 96_000) int rate,
            @ForAll @IntRange(min = 1, max = 6) int channels) {
        AudioSpecificConfig read = AudioSpecificConfig.parse(
                AudioSpecificConfig.encode(type, rate, channels).asByteBuffer());
        assertThat(read).isEqualTo(new AudioSpecificConfig(type, rate, rate, channels, 1_024));
    }

    @Test
    void whatIsCutShortIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> parse("11"))
                .isInstanceOf(MalformedBitstreamException.class)
                .hasMessageContaining("AudioSpecificConfig");
        assertThatThrownBy(() -> parse("1690")).isInstanceOf(MalformedBitstreamException.class);
    }

    @Test
    void impossibleOnesAreNotWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AudioSpecificConfig.encode(2, 48_000, 7));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AudioSpecificConfig.encode(31, 48_000, 2));
    }
}
