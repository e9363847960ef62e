package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.ColorMatrix;
import reactor.valkka.frame.ColorRange;

import java.nio.ByteBuffer;
import java.util.Arrays;

final class SequenceParameterSetTest {
    static final String HIGH = "6764000bacd982847e5c0440000003004000000c83c50a6680";
    static final String BASELINE = "6742c00bdb0a11f97011000003000100000300320f142ae0";
    static final String CROPPED = "674d400bdb093f8888c39b808080a0000003002000000641e2855c";

    @Test
    void readsAHighProfileStreamWithReordering() {
        SequenceParameterSet sps = SequenceParameterSet.parse(NalUnitsTest.bytes(HIGH));
        assertThat(sps.codecString()).isEqualTo("avc1.64000b");
        assertThat(sps.width()).isEqualTo(160);
        assertThat(sps.height()).isEqualTo(120);
        assertThat(sps.codedHeight()).isEqualTo(128);
        assertThat(sps.reorderDepth()).isEqualTo(2);
        assertThat(sps.decodedPicturesMax()).isGreaterThanOrEqualTo(sps.referenceFramesMax());
        assertThat(sps.usability().framesPerSecond()).isEqualTo(25);
        assertThat(sps.interlaced()).isFalse();
    }

    @Test
    void readsABaselineStream() {
        SequenceParameterSet sps = SequenceParameterSet.parse(NalUnitsTest.bytes(BASELINE));
        assertThat(sps.codecString()).isEqualTo("avc1.42c00b");
        assertThat(sps.reorderDepth()).isZero();
        assertThat(sps.chromaFormatIdc()).isEqualTo(1);
        assertThat(sps.bitDepthLuma()).isEqualTo(8);
    }

    @Test
    void readsCroppingAspectAndColor() {
        SequenceParameterSet sps = SequenceParameterSet.parse(NalUnitsTest.bytes(CROPPED));
        assertThat(sps.width()).isEqualTo(130);
        assertThat(sps.height()).isEqualTo(98);
        assertThat(sps.codedWidth()).isEqualTo(144);
        VideoUsability usability = sps.usability();
        assertThat(usability.colorMatrix()).isEqualTo(ColorMatrix.BT709);
        assertThat(usability.colorRange()).isEqualTo(ColorRange.FULL);
        assertThat((double) usability.sampleAspectWidth() / usability.sampleAspectHeight())
                .isEqualTo(4.0 / 3, offset(0.01));
    }

    @Test
    void derivesTheDecodedPicturesFromTheLevelWhereTheStreamIsSilent() {
        SequenceParameterSet sps = parse(plain(77, 0, 40, 4, 120, 68));
        assertThat(sps.width()).isEqualTo(1920);
        assertThat(sps.height()).isEqualTo(1088);
        assertThat(sps.decodedPicturesMax()).isEqualTo(4);
        assertThat(sps.reorderDepth()).isEqualTo(-1);
    }

    @Test
    void intraOnlyProfilesNeverReorder() {
        SequenceParameterSet sps = parse(plain(77, 0x10, 40, 4, 120, 68));
        assertThat(sps.reorderDepth()).as("Main has no intra variant").isEqualTo(-1);
        BitWriter high = new BitWriter().header(0x67).bits(100, 8).bits(0x10, 8).bits(40, 8);
        high.ue(0).ue(1).ue(0).ue(0).flag(false).flag(false);
        SequenceParameterSet intra = parse(rest(high, 0, 4, 120, 68));
        assertThat(intra.reorderDepth()).isZero();
        assertThat(intra.decodedPicturesMax()).isEqualTo(1);
    }

    @Test
    void orderCountTypeTwoNeverReorders() {
        BitWriter main =
                new BitWriter().header(0x67).bits(77, 8).bits(0, 8).bits(40, 8).ue(0);
        assertThat(parse(rest(main, 2, 4, 120, 68)).reorderDepth()).isZero();
    }

    @Test
    void keepsTheSizeWhenTheUsabilityInformationIsCut() {
        ByteBuffer whole = NalUnitsTest.bytes(HIGH);
        SequenceParameterSet sps = SequenceParameterSet.parse(whole.limit(14));
        assertThat(sps.width()).isEqualTo(160);
        assertThat(sps.usability().framesPerSecond()).isZero();
    }

    @Test
    void junkBehindTheSetChangesNothing() {
        SequenceParameterSet clean = SequenceParameterSet.parse(NalUnitsTest.bytes(HIGH));
        SequenceParameterSet junk =
                SequenceParameterSet.parse(NalUnitsTest.bytes(HIGH + "deadbeef0042"));
        assertThat(junk).isEqualTo(clean);
    }

    @Test
    void refusesOtherNalUnits() {
        assertThatThrownBy(() -> SequenceParameterSet.parse(NalUnitsTest.bytes("68ee3c80")))
                .isInstanceOf(MalformedBitstreamException.class)
                .hasMessageContaining("expected NAL unit type 7, got 8");
    }

    @Test
    void everyCutIsReadOrRefused() {
        ByteBuffer whole = NalUnitsTest.bytes(HIGH);
        for (int length = 0; length < whole.capacity(); length++) {
            readsOrRefuses(whole.duplicate().limit(length));
        }
    }

    @Property(tries = 1_000)
    void everyCorruptionIsReadOrRefused(
            @ForAll @Size(min = 1, max = 4) int[] places, @ForAll byte value) {
        byte[] data = NalUnitsTest.bytes(HIGH).array().clone();
        for (int place : places) {
            data[Math.floorMod(place, data.length)] = value;
        }
        byte[] before = data.clone();
        readsOrRefuses(ByteBuffer.wrap(data));
        assertThat(data).isEqualTo(before);
    }

    @Property(tries = 200)
    void readsTheSizesThatWereWritten(
            @ForAll @IntRange(min = 1, max = 200) int columns,
            @ForAll @IntRange(min = 1, max = 200) int rows) {
        SequenceParameterSet sps = parse(plain(77, 0, 52, 1, columns, rows));
        assertThat(sps.width()).isEqualTo(16 * columns);
        assertThat(sps.height()).isEqualTo(16 * rows);
    }

    private static void readsOrRefuses(ByteBuffer data) {
        try {
            SequenceParameterSet sps = SequenceParameterSet.parse(data);
            assertThat(sps.width()).isPositive();
            assertThat(sps.decodedPicturesMax()).isBetween(1, 16);
        } catch (MalformedBitstreamException documented) {
            assertThat(documented.structure()).isEqualTo("H.264 sequence parameter set");
        }
    }

    /** An SPS of a profile without chroma format and without usability information. */
    static byte[] plain(
            int profile, int constraints, int level, int references, int columns, int rows) {
        BitWriter writer = new BitWriter()
                .header(0x67)
                .bits(profile, 8)
                .bits(constraints, 8)
                .bits(level, 8)
                .ue(0);
        return rest(writer, 0, references, columns, rows);
    }

    private static byte[] rest(
            BitWriter writer, int orderType, int references, int columns, int rows) {
        writer.ue(0).ue(orderType);
        if (orderType == 0) {
            writer.ue(2);
        }
        return writer.ue(references)
                .flag(false)
                .ue(columns - 1)
                .ue(rows - 1)
                .flag(true)
                .flag(true)
                .flag(false)
                .flag(false)
                .toBytes();
    }

    private static SequenceParameterSet parse(byte[] data) {
        return SequenceParameterSet.parse(ByteBuffer.wrap(Arrays.copyOf(data, data.length)));
    }
}
