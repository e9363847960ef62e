package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;

import java.nio.ByteBuffer;
import java.util.Arrays;

final class H265SequenceParameterSetTest {
    static final String OPEN_GROUPS =
            "42010101600000030090000003000003001ea01420796595964932bc05a02"
                    + "000000300200000030321";
    static final String SUB_LAYERS =
            "42010201600000030090000003000003001e0000a0142079659594acb24995"
                    + "e02d010000030001000003001908";
    static final String CROPPED =
            "42010101600000030090000003000003003ca0112069c926592a49395e1cdc080"
                    + "8042db700000300010000030019600c8a5e001e840007a122";

    @Test
    void readsAStreamWithReordering() {
        H265SequenceParameterSet sps = parse(OPEN_GROUPS);
        assertThat(sps.width()).isEqualTo(160);
        assertThat(sps.height()).isEqualTo(120);
        assertThat(sps.reorderDepth()).isEqualTo(2);
        assertThat(sps.decodedPicturesMax()).isBetween(4, 6);
        assertThat(sps.framesPerSecond()).isEqualTo(25);
        assertThat(sps.profile().idc()).isEqualTo(1);
        assertThat(sps.profile().codecString()).isEqualTo("hvc1.1.6.L30.90");
        assertThat(sps.subLayersMax()).isEqualTo(1);
        assertThat(sps.bitDepthLuma()).isEqualTo(8);
        assertThat(sps.chromaFormatIdc()).isEqualTo(1);
    }

    @Test
    void readsTemporalSubLayers() {
        H265SequenceParameterSet sps = parse(SUB_LAYERS);
        assertThat(sps.subLayersMax()).isEqualTo(2);
        assertThat(sps.height()).isEqualTo(120);
        assertThat(sps.framesPerSecond()).isEqualTo(25);
    }

    @Test
    void readsTheWindowAspectColorAndBehindThemTheTiming() {
        H265SequenceParameterSet sps = parse(CROPPED);
        assertThat(sps.width()).isEqualTo(130);
        assertThat(sps.height()).isEqualTo(98);
        assertThat(sps.codedWidth()).isEqualTo(136);
        assertThat(sps.colorMatrix()).isEqualTo(ColorMatrix.BT709);
        assertThat(sps.colorRange()).isEqualTo(ColorRange.FULL);
        assertThat((double) sps.sampleAspectWidth() / sps.sampleAspectHeight())
                .isEqualTo(4.0 / 3, offset(0.01));
        assertThat(sps.framesPerSecond()).isEqualTo(25);
    }

    /** From the first bit to the sizes, of a stream of 1920x1080. */
    private static BitWriter begin(int subLayers) {
        BitWriter sps = new BitWriter().header(0x42).bits(1, 8);
        sps.bits(0, 4).bits(subLayers - 1, 3).flag(true);
        sps.bits(1, 8).bits(0x60000000, 32).bits(0x9000, 16).bits(0, 32).bits(120, 8);
        for (int i = 1; i < subLayers; i++) {
            sps.flag(i == 1).flag(true);
        }
        for (int i = subLayers; subLayers > 1 && i <= 8; i++) {
            sps.bits(0, 2);
        }
        for (int i = 1; i < subLayers; i++) {
            if (i == 1) {
                sps.bits(1, 8).bits(-1, 32).bits(-1, 32).bits(-1, 16);
            }
            sps.bits(90, 8);
        }
        sps.ue(0).ue(1).ue(1920).ue(1088);
        sps.flag(true).ue(0).ue(0).ue(0).ue(4);
        return sps.ue(0).ue(0).ue(4);
    }

    private static BitWriter blocks(BitWriter sps) {
        return sps.ue(0).ue(3).ue(0).ue(3).ue(1).ue(1);
    }

    /** From the tools to the end, with a VUI that declares 30 pictures a second. */
    private static byte[] end(BitWriter sps) {
        sps.flag(false).flag(true).flag(true); // long-term pictures, motion vectors, smoothing
        sps.flag(true).flag(false).flag(false).flag(false).flag(false).bits(0, 3);
        sps.flag(false).flag(true).bits(1, 32).bits(30, 32).flag(false).flag(false);
        return sps.flag(false).flag(false).toBytes();
    }

    @Test
    void theSizesOfTheHighestSubLayerCount() {
        BitWriter sps = begin(3).flag(true);
        sps.ue(1).ue(0).ue(0).ue(3).ue(1).ue(0).ue(5).ue(2).ue(0);
        blocks(sps).flag(false).flag(false).flag(false).flag(false).ue(0);
        H265SequenceParameterSet read = parse(end(sps));
        assertThat(read.subLayersMax()).isEqualTo(3);
        assertThat(read.height()).isEqualTo(1080);
        assertThat(read.decodedPicturesMax()).isEqualTo(6);
        assertThat(read.reorderDepth()).isEqualTo(2);
        assertThat(read.framesPerSecond()).isEqualTo(30);
    }

    @Test
    void reolinkScalingListsAreSteppedOver() {
        BitWriter sps = blocks(begin(1).flag(true).ue(4).ue(0).ue(0));
        sps.flag(true).flag(true);
        for (int size = 0; size < 4; size++) {
            for (int matrix = 0; matrix < (size == 3 ? 2 : 6); matrix++) {
                boolean own = matrix % 2 == 1;
                sps.flag(own);
                if (!own) {
                    sps.ue(0);
                    continue;
                }
                for (int i = 0; i < Math.min(64, 16 << 2 * size) + (size > 1 ? 1 : 0); i++) {
                    sps.se(i % 3 - 1);
                }
            }
        }
        sps.flag(false).flag(false).flag(false).ue(0);
        assertThat(parse(end(sps)).framesPerSecond()).isEqualTo(30);
    }

    @Test
    void xiaomiYiPredictedReferenceSetsAreSteppedOver() {
        BitWriter sps = blocks(begin(1).flag(true).ue(4).ue(2).ue(0)).flag(false);
        sps.flag(false).flag(false).flag(false).ue(3);
        sps.ue(2).ue(1).ue(0).flag(true).ue(1).flag(true).ue(0).flag(true); // -1 -3 | +1
        // One further: from -1 -3 +1 and itself come -2, -4, nothing at 0, and -1.
        sps.flag(true).flag(true).ue(0);
        sps.flag(true).flag(true).flag(false).flag(true).flag(true);
        // Has three pictures now, so four flags.
        sps.flag(true).flag(false).ue(1);
        sps.flag(true).flag(false).flag(false).flag(true).flag(true);
        assertThat(parse(end(sps)).framesPerSecond()).isEqualTo(30);
    }

    @Test
    void pulseCodeBlocksAndLongTermPicturesAreSteppedOver() {
        BitWriter sps = blocks(begin(1).flag(false).ue(4).ue(2).ue(0)).flag(false);
        sps.flag(true)
                .flag(true)
                .flag(true)
                .bits(0x77, 8)
                .ue(0)
                .ue(2)
                .flag(true)
                .ue(0);
        sps.flag(true).ue(2).bits(0x155, 9).bits(0x0AA, 9); // 8 bits of order count and a flag
        sps.flag(true).flag(true);
        sps.flag(true).flag(false).flag(false).flag(false).flag(false).bits(0, 3);
        sps.flag(false).flag(true).bits(1, 32).bits(30, 32).flag(false).flag(false);
        assertThat(parse(sps.flag(false).flag(false).toBytes()).framesPerSecond())
                .isEqualTo(30);
    }

    @Test
    void earlyEncodersLeaveTheFlagOfTheDisplayWindowOut() {
        BitWriter sps = blocks(begin(1).flag(true).ue(4).ue(0).ue(0)).flag(false);
        sps.flag(false).flag(false).flag(false).ue(0).flag(false).flag(true).flag(true);
        sps.flag(true).flag(false).flag(false).flag(false).flag(false).bits(0, 3);
        sps.flag(true).bits(1, 32).bits(30, 32).flag(false).flag(false).flag(false);
        assertThat(parse(sps.toBytes()).framesPerSecond()).isEqualTo(30);
    }

    @Test
    void nonsenseBehindTheSizesSpoilsNothing() {
        BitWriter sps = begin(1).flag(true).ue(4).ue(2).ue(0);
        H265SequenceParameterSet read =
                parse(blocks(sps).flag(false).bits(0, 3).ue(70).toBytes());
        assertThat(read.width()).isEqualTo(1920);
        assertThat(read.framesPerSecond()).isZero();
    }

    @Test
    void refusesWhatIsNoSetOrHasNoPossibleSize() {
        assertThatThrownBy(() -> parse("4001aa")).hasMessageContaining("type 33");
        assertThatThrownBy(() -> parse("4201")).hasMessageContaining("3 bytes");
        BitWriter huge = new BitWriter().header(0x42).bits(1, 8).bits(1, 8);
        huge.bits(1, 8).bits(0, 32).bits(0, 32).bits(0, 16).bits(120, 8);
        byte[] bytes = huge.ue(0).ue(1).ue(16_000).ue(16_000).flag(false).toBytes();
        assertThatThrownBy(() -> parse(bytes))
                .isInstanceOf(MalformedBitstreamException.class)
                .hasMessageContaining("within the levels");
    }

    @Property(tries = 1000)
    void anyBytesAreReadOrRefused(@ForAll byte[] rubbish, @ForAll boolean likely) {
        byte[] data = likely
                ? ByteBuffer.allocate(18 + rubbish.length)
                        .put(NalUnitsTest.bytes(OPEN_GROUPS).slice(0, 18))
                        .put(rubbish)
                        .array()
                : Arrays.copyOf(rubbish, rubbish.length + 1);
        data[0] = 0x42;
        byte[] before = data.clone();
        try {
            H265SequenceParameterSet sps = H265SequenceParameterSet.parse(ByteBuffer.wrap(data));
            assertThat(sps.width()).isBetween(1, 16_888);
            assertThat(sps.decodedPicturesMax()).isBetween(1, 16);
        } catch (MalformedBitstreamException refused) {
            assertThat(refused.structure()).contains("H.265");
        }
        assertThat(data).isEqualTo(before);
    }

    private static H265SequenceParameterSet parse(String hex) {
        return H265SequenceParameterSet.parse(NalUnitsTest.bytes(hex));
    }

    private static H265SequenceParameterSet parse(byte[] bytes) {
        return H265SequenceParameterSet.parse(ByteBuffer.wrap(bytes));
    }
}
