package reactor.valkka.media.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.valkka.media.Clip;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

final class DecodingTimesTest {
    private static final int FRAME = 3_600;

    @ParameterizedTest
    @CsvSource({"high-b-frames, 2", "open-gop, 2", "baseline, 0", "cropped-full-range, 0"})
    void givesWhatTheEncoderGave(String name, int depth) {
        DecodingTimes times = new DecodingTimes(depth, FRAME);
        for (Clip.Packet packet : Clip.read(name).packets()) {
            long dts = times.next(packet.pts(), packet.keyFrame());
            assertThat(times.isRepaired()).isFalse();
            assertThat(dts).isLessThanOrEqualTo(packet.pts());
            assertThat(dts).isEqualTo(packet.dts());
        }
    }

    @Test
    void streamsThatDoNotSayAreTakenToReorderByTwo() {
        DecodingTimes times = new DecodingTimes(-1, FRAME);
        for (Clip.Packet packet : Clip.read("high-b-frames").packets()) {
            assertThat(times.next(packet.pts(), packet.keyFrame())).isEqualTo(packet.dts());
        }
    }

    @Test
    void learnsTheDepthFromAStreamThatLies() {
        DecodingTimes times = new DecodingTimes(0, FRAME);
        int repaired = 0;
        long last = Long.MIN_VALUE;
        for (Clip.Packet packet : Clip.read("high-b-frames").packets()) {
            long dts = times.next(packet.pts(), packet.keyFrame());
            assertThat(dts).isGreaterThan(last).isLessThanOrEqualTo(times.pts());
            repaired += times.isRepaired() ? 1 : 0;
            last = dts;
        }
        assertThat(times.reorderDepth()).isEqualTo(2);
        assertThat(repaired).isBetween(1, 3);
    }

    @Test
    void aStepBackAtAKeyFrameIsNoReordering() {
        DecodingTimes times = new DecodingTimes(0, FRAME);
        for (int i = 0; i < 50; i++) {
            times.next((long) i * FRAME, i == 0);
        }
        for (int i = 0; i < 20; i++) {
            times.next((long) (40 + i) * FRAME, i == 0);
        }
        assertThat(times.reorderDepth()).isZero();
        assertThat(times.isRepaired()).isFalse();
        assertThat(times.pts()).isEqualTo(59L * FRAME);
    }

    @Test
    void passesAGapOnAtTheKeyFrame() {
        DecodingTimes times = new DecodingTimes(2, FRAME);
        for (int i = 0; i < 20; i++) {
            times.next((long) i * FRAME, i == 0);
        }
        long after = 1_000L * FRAME;
        assertThat(times.next(after, true)).isEqualTo(after - 2 * FRAME);
        assertThat(times.next(after + FRAME, false)).isEqualTo(after - FRAME);
    }

    @Test
    void equalTimesArePutApart() {
        DecodingTimes times = new DecodingTimes(0, FRAME);
        assertThat(times.next(0, true)).isEqualTo(0);
        assertThat(times.next(0, false)).isEqualTo(1);
        assertThat(times.pts()).isEqualTo(1);
        assertThat(times.isRepaired()).isTrue();
    }

    @Test
    void anAnnouncedDiscontinuityMayGoBack() {
        DecodingTimes times = new DecodingTimes(1, FRAME);
        times.next(1_000_000, true);
        times.restart();
        assertThat(times.next(0, true)).isEqualTo(-FRAME);
        assertThat(times.isRepaired()).isFalse();
    }

    @Property(tries = 500)
    void risesAndIsNeverLateWhateverComes(
            @ForAll long seed, @ForAll @IntRange(max = 16) int depth) {
        Random random = new Random(seed);
        DecodingTimes times = new DecodingTimes(depth - 1, 1 + random.nextInt(FRAME));
        long last = Long.MIN_VALUE;
        for (int i = 0; i < 200; i++) {
            long pts = (long) (i + random.nextInt(9)) * FRAME + random.nextInt(500);
            long dts = times.next(pts, random.nextInt(10) == 0);
            assertThat(dts).as("seed %d, unit %d", seed, i).isGreaterThan(last);
            assertThat(dts).isLessThanOrEqualTo(times.pts());
            assertThat(times.pts()).isGreaterThanOrEqualTo(pts);
            last = dts;
        }
    }

    @Property(tries = 200)
    void neverTouchesTimesThatAreReorderedByLessThanTheDepth(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 15) int depth) {
        Random random = new Random(seed);
        DecodingTimes times = new DecodingTimes(depth, FRAME);
        List<Long> waiting = new ArrayList<>();
        waiting.add(0L);
        for (int i = 1; i <= 100; i++) {
            times.next(waiting.remove(random.nextInt(waiting.size())), i == 1);
            assertThat(times.isRepaired()).as("seed %d, unit %d", seed, i).isFalse();
            while (waiting.isEmpty()) {
                for (int k = 0; k <= random.nextInt(depth + 1); k++) {
                    waiting.add((long) (i + k) * FRAME);
                }
            }
        }
    }
}
