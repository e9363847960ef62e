package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import static reactor.valkka.media.bitstream.ParameterSetTracker.Outcome.CHANGED;
import static reactor.valkka.media.bitstream.ParameterSetTracker.Outcome.MALFORMED;
import static reactor.valkka.media.bitstream.ParameterSetTracker.Outcome.UNCHANGED;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

final class H265ParameterSetTrackerTest {
    private static final String VPS = "40010c01ffff01600000030090000003000003001e959409";
    private static final String SPS = H265SequenceParameterSetTest.OPEN_GROUPS;
    private static final String PPS = "4401c172b46240";
    private static final String OTHER_SPS = H265SequenceParameterSetTest.CROPPED;

    private final ParameterSetTracker tracker = new ParameterSetTracker(Codec.H265, 0, 90_000);

    @Test
    void isCompleteWithAllThreeSets() {
        tracker.describe(sets(SPS, PPS));
        assertThat(tracker.track()).isNull();
        assertThat(tracker.describe(sets(VPS))).isEqualTo(CHANGED);
        assertThat(track().codec()).isEqualTo(Codec.H265);
        assertThat(track().parameterSets()).isEqualTo(sets(VPS, SPS, PPS));
        TrackFormat.Video format = (TrackFormat.Video) track().format();
        assertThat(format.width()).isEqualTo(160);
        assertThat(format.height()).isEqualTo(120);
        assertThat(format.reorderDepth()).isEqualTo(2);
    }

    @Test
    void theSameSetsAgainChangeNothing() {
        tracker.describe(sets(VPS, SPS, PPS));
        Track first = track();
        for (String set : new String[] {VPS, SPS, PPS, VPS, SPS, PPS}) {
            assertThat(offer(set)).isEqualTo(UNCHANGED);
        }
        assertThat(track()).isSameAs(first);
    }

    @Test
    void aNewSizeIsAChange() {
        tracker.describe(sets(VPS, SPS, PPS));
        assertThat(offer(OTHER_SPS)).isEqualTo(CHANGED);
        offer(PPS);
        assertThat(track().parameterSets()).isEqualTo(sets(VPS, OTHER_SPS, PPS));
    }

    @Test
    void flappingFrameRatesAreNoChange() {
        tracker.describe(sets(VPS, SPS, PPS));
        Track first = track();
        String faster = SPS.replace("00000300200000030321", "00000300200000030641");
        assertThat(offer(faster)).isEqualTo(UNCHANGED);
        assertThat(offer(SPS)).isEqualTo(UNCHANGED);
        assertThat(track()).isSameAs(first);
    }

    @Test
    void junkBehindTheSequenceSetIsNoChange() {
        tracker.describe(sets(VPS, SPS, PPS));
        Track first = track();
        assertThat(offer(SPS + "5a5a")).isEqualTo(UNCHANGED);
        assertThat(offer(SPS + "a5")).isEqualTo(UNCHANGED);
        assertThat(track()).isSameAs(first);
        assertThat(track().parameterSets()).isEqualTo(sets(VPS, SPS, PPS));
    }

    @Test
    void whatCannotBeReadIsIgnored() {
        assertThat(tracker.describe(sets("40", "4001", "42", "4201", "44", "4401", "440100")))
                .isEqualTo(MALFORMED);
        assertThat(tracker.track()).isNull();
        tracker.describe(sets(VPS, SPS, PPS));
        assertThat(track().parameterSets()).isEqualTo(sets(VPS, SPS, PPS));
    }

    @Property(tries = 500)
    void anyBytesAreTakenOrIgnored(@ForAll byte[] rubbish, @ForAll byte kind) {
        ParameterSetTracker fuzzed = new ParameterSetTracker(Codec.H265, 0, 90_000);
        byte[] data = Arrays.copyOf(rubbish, rubbish.length + 1);
        data[0] = (byte) (32 + Math.floorMod(kind, 3) << 1);
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
