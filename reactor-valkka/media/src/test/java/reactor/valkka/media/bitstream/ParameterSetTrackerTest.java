package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import static reactor.valkka.media.bitstream.ParameterSetTracker.Outcome.CHANGED;
import static reactor.valkka.media.bitstream.ParameterSetTracker.Outcome.MALFORMED;
import static reactor.valkka.media.bitstream.ParameterSetTracker.Outcome.UNCHANGED;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

final class ParameterSetTrackerTest {
    private static final String SPS = SequenceParameterSetTest.HIGH;
    private static final String PPS = "68e978392c8b";
    private static final String OTHER_SPS = SequenceParameterSetTest.BASELINE;
    private static final String OTHER_PPS = "68ca80e4b2";

    private final ParameterSetTracker tracker = new ParameterSetTracker(0, 90_000);

    @Test
    void isCompleteWithBothSetsFromTheDescription() {
        assertThat(tracker.describe(sets(SPS))).isEqualTo(CHANGED);
        assertThat(tracker.track()).isNull();
        assertThat(tracker.describe(sets(PPS))).isEqualTo(CHANGED);
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
        TrackFormat.Video format = (TrackFormat.Video) track().format();
        assertThat(format.width()).isEqualTo(160);
        assertThat(format.reorderDepth()).isEqualTo(2);
        assertThat(format.framesPerSecond()).isEqualTo(25);
    }

    @Test
    void theSameSetsAgainChangeNothing() {
        tracker.describe(sets(SPS, PPS));
        Track first = track();
        assertThat(offer(SPS)).isEqualTo(UNCHANGED);
        assertThat(offer(PPS)).isEqualTo(UNCHANGED);
        assertThat(offer(SPS)).isEqualTo(UNCHANGED);
        assertThat(track()).isSameAs(first);
    }

    @Test
    void theStreamWinsOverItsDescription() {
        offer(SPS);
        offer(PPS);
        assertThat(tracker.describe(sets(OTHER_SPS, OTHER_PPS))).isEqualTo(UNCHANGED);
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
    }

    @Test
    void aNewSizeReplacesBothSets() {
        tracker.describe(sets(SPS, PPS));
        assertThat(offer(OTHER_SPS)).isEqualTo(CHANGED);
        assertThat(offer(OTHER_PPS)).isEqualTo(CHANGED);
        assertThat(track().parameterSets()).isEqualTo(sets(OTHER_SPS, OTHER_PPS));
    }

    @Test
    void forgetsPictureSetsOfASequenceSetThatWasReplaced() {
        byte[] second = new BitWriter().header(0x68).ue(1).ue(0).bits(0x55, 8).toBytes();
        tracker.describe(sets(SPS, PPS));
        tracker.offer(ByteBuffer.wrap(second), 0, second.length);
        assertThat(track().parameterSets()).hasSize(3);
        offer(OTHER_SPS);
        offer(OTHER_PPS);
        assertThat(track().parameterSets()).isEqualTo(sets(OTHER_SPS, OTHER_PPS));
    }

    @Test
    void v380StartCodesInsideTheDescription() {
        tracker.describe(sets("00000001" + SPS, "000001" + PPS + "0000"));
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
    }

    @Test
    void severalSetsInOneDescription() {
        tracker.describe(sets(SPS + "00000001" + PPS));
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
    }

    @Test
    void reolinkJunkBehindTheSequenceSetIsNoChange() {
        tracker.describe(sets(SPS, PPS));
        Track first = track();
        assertThat(offer(SPS + "5a5a")).isEqualTo(UNCHANGED);
        assertThat(offer(SPS + "a5")).isEqualTo(UNCHANGED);
        assertThat(track()).isSameAs(first);
    }

    @Test
    void unreadableDescriptionsAreIgnored() {
        assertThat(tracker.describe(sets("", "67", "6742", "00000001"))).isEqualTo(MALFORMED);
        assertThat(tracker.track()).isNull();
        offer(SPS);
        offer(PPS);
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
    }

    @Test
    void aDescriptionWithASequenceSetOnlyWaitsForTheStream() {
        tracker.describe(sets(SPS));
        offer(PPS);
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
    }

    /** The SPS of {@link #SPS} with another number of ticks in a second. */
    private static String slower() {
        int at = SPS.indexOf("c83c");
        return SPS.substring(0, at) + "643c" + SPS.substring(at + 4);
    }

    @Test
    void mediamtx4262FlappingFrameRatesAreNoChange() {
        tracker.describe(sets(SPS, PPS));
        Track first = track();
        SequenceParameterSet slower = SequenceParameterSet.parse(NalUnitsTest.bytes(slower()));
        assertThat(slower.usability().framesPerSecond()).isNotEqualTo(25);
        for (int i = 0; i < 3; i++) {
            assertThat(offer(slower())).isEqualTo(UNCHANGED);
            assertThat(offer(PPS)).isEqualTo(UNCHANGED);
            assertThat(offer(SPS)).isEqualTo(UNCHANGED);
            assertThat(track()).isSameAs(first);
        }
    }

    @Test
    void mediamtx4262SetsThatDecodersMustTellApartAreEachAChange() {
        tracker.describe(sets(SPS, PPS));
        offer(OTHER_SPS);
        offer(OTHER_PPS);
        assertThat(track().parameterSets()).isEqualTo(sets(OTHER_SPS, OTHER_PPS));
        offer(SPS);
        offer(PPS);
        assertThat(track().parameterSets()).isEqualTo(sets(SPS, PPS));
    }

    @Test
    void aSetOfAnotherIdThatNoKeyFrameUsesIsNoChange() {
        tracker.describe(sets(SPS, PPS));
        tracker.use(0);
        Track first = track();
        ByteBuffer unused = ByteBuffer.wrap(new BitWriter()
                .header(0x67)
                .bits(66, 8)
                .bits(0xC0, 8)
                .bits(30, 8)
                .ue(1)
                .ue(0)
                .ue(2)
                .ue(1)
                .flag(false)
                .ue(19)
                .ue(14)
                .flag(true)
                .flag(true)
                .flag(false)
                .flag(false)
                .toBytes());
        tracker.offer(unused, 0, unused.limit());
        ByteBuffer picture =
                ByteBuffer.wrap(new BitWriter().header(0x68).ue(1).ue(1).toBytes());
        tracker.offer(picture, 0, picture.limit());
        assertThat(track()).isSameAs(first);
        tracker.use(1);
        assertThat(((TrackFormat.Video) track().format()).width()).isEqualTo(320);
        tracker.use(0);
        assertThat(track()).isEqualTo(first);
    }

    @Property(tries = 500)
    void anyBytesAreTakenOrIgnored(@ForAll byte[] rubbish, @ForAll boolean asSequenceSet) {
        ParameterSetTracker fuzzed = new ParameterSetTracker(0, 90_000);
        byte[] data = Arrays.copyOf(rubbish, rubbish.length + 1);
        data[0] = (byte) (asSequenceSet ? 0x67 : 0x68);
        byte[] before = data.clone();
        fuzzed.offer(ByteBuffer.wrap(data), 0, data.length);
        assertThat(data).isEqualTo(before);
    }

    private Track track() {
        return Objects.requireNonNull(tracker.track());
    }

    private ParameterSetTracker.Outcome offer(String hex) {
        ByteBuffer data = NalUnitsTest.bytes(hex);
        return tracker.offer(data, 0, data.limit());
    }

    private static List<Bytes> sets(String... hex) {
        return Arrays.stream(hex)
                .map(set -> Bytes.copyOf(NalUnitsTest.bytes(set)))
                .toList();
    }
}
