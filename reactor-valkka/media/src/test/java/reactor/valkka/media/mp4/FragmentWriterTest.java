package reactor.valkka.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Fragment;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.pool.FrameBuffer;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;

final class FragmentWriterTest {
    private static final Bytes SPS = bytes("6742c00bdb0a11f97011000003000100000300320f142ae0");
    private static final Bytes PPS = bytes("68ca80e4b2");

    private final StreamSetup setup = setup(90_000, SPS, PPS);

    @Test
    void oneFragmentForEachUnit() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT, Clip.read("baseline"))) {
            assertThat(muxing.fragments.get(0).isInitialization()).isTrue();
            assertThat(muxing.media()).hasSize(50);
            assertThat(muxing.media()).filteredOn(Fragment::startsAtKeyFrame).hasSize(2);
        }
    }

    @Test
    void oneFragmentForEachGroupOfPictures() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_GROUP, Clip.read("baseline"))) {
            assertThat(muxing.media()).extracting(f -> f.units().size()).containsExactly(25, 25);
            assertThat(muxing.media()).allMatch(Fragment::startsAtKeyFrame);
        }
    }

    @Test
    void writesTheBoxesOfAFragment() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT)) {
            write(muxing, 3_600, 3_000, true, "0000000265b8");
            Fragment fragment = muxing.media().get(0);
            assertThat(hex(fragment.header()))
                    .isEqualTo("00000068" + ascii("moof")
                            + "00000010" + ascii("mfhd") + "00000000" + "00000001"
                            + "00000050" + ascii("traf")
                            + "00000010" + ascii("tfhd") + "00020000" + "00000001"
                            + "00000014" + ascii("tfdt") + "01000000" + "0000000000000bb8"
                            + "00000024" + ascii("trun") + "01000f01" + "00000001" + "00000070"
                            + "00000e10" + "00000006" + "02000000" + "00000258"
                            + "0000000e" + ascii("mdat"));
        }
    }

    @Test
    void writesTheBoxesOfAnInitializationSegment() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT)) {
            write(muxing, 0, 0, true, "0000000265b8");
            BoxReader boxes = BoxReader.read(muxing.fragments.get(0).header().asByteBuffer());
            assertThat(boxes.paths())
                    .containsExactly(
                            "/ftyp",
                            "/moov",
                            "/moov/mvhd",
                            "/moov/trak",
                            "/moov/trak/tkhd",
                            "/moov/trak/mdia",
                            "/moov/trak/mdia/mdhd",
                            "/moov/trak/mdia/hdlr",
                            "/moov/trak/mdia/minf",
                            "/moov/trak/mdia/minf/vmhd",
                            "/moov/trak/mdia/minf/dinf",
                            "/moov/trak/mdia/minf/dinf/dref",
                            "/moov/trak/mdia/minf/stbl",
                            "/moov/trak/mdia/minf/stbl/stsd",
                            "/moov/trak/mdia/minf/stbl/stts",
                            "/moov/trak/mdia/minf/stbl/stsc",
                            "/moov/trak/mdia/minf/stbl/stsz",
                            "/moov/trak/mdia/minf/stbl/stco",
                            "/moov/mvex",
                            "/moov/mvex/trex");
            assertThat(boxes.content("/moov/trak/mdia/mdhd").getInt(12)).isEqualTo(90_000);
            assertThat(hex(Bytes.copyOf(boxes.content("/moov/trak/mdia/minf/stbl/stsd"))))
                    .isEqualTo("0000000000000001" + "00000086" + ascii("avc1")
                            + "0000000000000001" + "00000000".repeat(4) + "00a00078"
                            + "0048000000480000" + "00000000" + "0001" + "00".repeat(32)
                            + "0018ffff" + "00000030" + ascii("avcC") + "0142c00bffe10018"
                            + hex(SPS) + "010005" + hex(PPS));
        }
    }

    @Test
    void anEditTakesBackWhatNegativeDecodingTimesNeed() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT, Clip.read("open-gop"))) {
            BoxReader boxes = BoxReader.read(muxing.fragments.get(0).header().asByteBuffer());
            assertThat(boxes.content("/moov/trak/edts/elst").getLong(16)).isEqualTo(7_200);
            assertThat(baseTime(muxing.media().get(0))).isZero();
            assertThat(baseTime(muxing.media().get(3))).isEqualTo(3 * 3_600);
        }
    }

    @Test
    void aChangeOfSetupBringsAnotherInitializationSegment() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_GROUP)) {
            muxing.play(Clip.read("baseline"));
            muxing.assembly.drain();
            muxing.assembly.builder.discontinuity();
            muxing.play(Clip.read("cropped-full-range"));
            assertThat(muxing.fragments)
                    .extracting(Fragment::isInitialization)
                    .containsExactly(true, false, false, true, false, false);
            assertThat(muxing.fragments.get(5).setup()).isSameAs(muxing.fragments.get(3));
        }
    }

    @Test
    void theLastDurationIsTheLongestOfLateAndNeverNothing() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT)) {
            long[] times = {0, 3_600, 5_400, 12_600, 16_200};
            for (long time : times) {
                write(muxing, time, time, time == 0, "0000000265b8");
            }
            assertThat(muxing.media().stream().map(FragmentWriterTest::duration))
                    .containsExactly(3_600, 3_600, 3_375, 7_200, 6_750);
        }
    }

    @Test
    void aGapIsNoDuration() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_GROUP)) {
            write(muxing, 0, 0, true, "0000000265b8");
            write(muxing, 90_000L * 3_600 * 24, 90_000L * 3_600 * 24, false, "0000000241e0");
            muxing.writer.flush();
            assertThat(muxing.media()).hasSize(2);
            assertThat(muxing.media().stream().map(FragmentWriterTest::duration))
                    .containsExactly(3_600, 3_600);
            assertThat(baseTime(muxing.media().get(1))).isEqualTo(90_000L * 3_600 * 24);
        }
    }

    @Test
    void aGroupWithoutEndGoesOutInParts() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_GROUP)) {
            for (int i = 0; i < 600; i++) {
                write(muxing, i * 3_600L, i * 3_600L, i == 0, "0000000265b8");
            }
            muxing.writer.flush();
            assertThat(muxing.media())
                    .extracting(fragment -> fragment.units().size())
                    .containsExactly(256, 256, 88);
        }
    }

    @Test
    void closingClosesWhatIsKept() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_GROUP)) {
            write(muxing, 0, 0, true, "0000000265b8");
            assertThat(muxing.media()).isEmpty();
        }
    }

    @Test
    void namesTheCodec() {
        assertThat(Mp4Tracks.mediaType(setup)).isEqualTo("video/mp4; codecs=\"avc1.42c00b\"");
    }

    @Test
    void describesH265WithAllItsParameterSets() {
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT, Clip.read(Codec.H265, "plain"))) {
            Fragment first = muxing.fragments.get(0);
            assertThat(Mp4Tracks.mediaType(first.streamSetup()))
                    .isEqualTo("video/mp4; codecs=\"hvc1.1.6.L30.90\"");
            ByteBuffer entry = BoxReader.read(first.header().asByteBuffer())
                    .content("/moov/trak/mdia/minf/stbl/stsd");
            assertThat(hex(Bytes.copyOf(entry)))
                    .contains(ascii("hvc1"), ascii("hvcC") + "0101600000")
                    .contains(first.streamSetup().tracks().get(0).parameterSets().stream()
                            .map(FragmentWriterTest::hex)
                            .toList());
        }
    }

    @Test
    void refusesAStreamThatItCannotWriteAndClosesTheUnit() {
        Track metadata =
                new Track(0, Codec.ONVIF_METADATA, 90_000, List.of(), new TrackFormat.Unknown());
        StreamSetup other = StreamSetup.of(Assembly.STREAM, Pacing.LIVE, metadata);
        try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT)) {
            AccessUnit unit = unit(muxing, other, 0, 0, true, "00");
            assertThatThrownBy(() -> muxing.writer.write(unit))
                    .isInstanceOf(UnsupportedTrackException.class)
                    .hasMessageContaining("expected an H.264 or H.265 track, got [ONVIF_METADATA]");
            assertThat(unit.isOpen()).isFalse();
        }
    }

    @Test
    void refusesParameterSetsThatCannotBeRead() {
        for (StreamSetup broken : List.of(setup(90_000, PPS), setup(90_000, bytes("6742")))) {
            try (Muxing muxing = new Muxing(Fragmentation.PER_UNIT)) {
                AccessUnit unit = unit(muxing, broken, 0, 0, true, "0000000265b8");
                assertThatThrownBy(() -> muxing.writer.write(unit))
                        .isInstanceOf(MalformedBitstreamException.class);
                assertThat(unit.isOpen()).isFalse();
            }
        }
    }

    @Property(tries = 50)
    void whatIsReadBackIsWhatWasWritten(@ForAll long seed) {
        Random random = new Random(seed);
        try (Muxing muxing = new Muxing(
                random.nextBoolean() ? Fragmentation.PER_UNIT : Fragmentation.PER_GROUP)) {
            long dts = random.nextInt(100_000) - 50_000;
            long shift = Math.max(0, -dts);
            for (int i = 0; i < 40; i++) {
                long pts = dts + random.nextInt(10_000);
                write(muxing, pts, dts, i == 0 || random.nextInt(9) == 0, "0000000265b8");
                dts += 1 + random.nextInt(random.nextInt(20) == 0 ? 2_000_000 : 10_000);
            }
            muxing.writer.flush();
            for (Fragment fragment : muxing.media()) {
                ByteBuffer samples = run(fragment);
                long time = baseTime(fragment) - shift;
                for (AccessUnit unit : fragment.units()) {
                    assertThat(time).as("seed %d", seed).isEqualTo(unit.dts());
                    int duration = samples.getInt();
                    assertThat(duration).isPositive();
                    assertThat(samples.getInt()).isEqualTo(unit.size());
                    assertThat((samples.getInt() & 0x1_0000) == 0).isEqualTo(unit.isKeyFrame());
                    assertThat(samples.getInt()).isEqualTo((int) (unit.pts() - unit.dts()));
                    time += duration;
                }
                assertThat(samples.hasRemaining()).isFalse();
            }
        }
    }

    private void write(Muxing muxing, long pts, long dts, boolean keyFrame, String hex) {
        muxing.writer.write(unit(muxing, setup, pts, dts, keyFrame, hex));
    }

    private static AccessUnit unit(
            Muxing muxing, StreamSetup setup, long pts, long dts, boolean keyFrame, String hex) {
        FrameBuffer buffer = Objects.requireNonNull(muxing.assembly.share().tryAcquire(64));
        buffer.bytes().put(HexFormat.of().parseHex(hex));
        return AccessUnit.of(
                buffer,
                AccessUnitHeader.builder(setup, setup.tracks().get(0))
                        .times(pts, dts)
                        .keyFrame(keyFrame)
                        .build());
    }

    private static StreamSetup setup(int clockRateHz, Bytes... sets) {
        TrackFormat format = new TrackFormat.Video(160, 120, 1, 1, 25, 0, 1, 0);
        return StreamSetup.of(
                Assembly.STREAM,
                Pacing.LIVE,
                new Track(0, Codec.H264, clockRateHz, List.of(sets), format));
    }

    /** Size check included: the samples begin where the data offset says. */
    private static ByteBuffer run(Fragment fragment) {
        ByteBuffer all = ByteBuffer.allocate(fragment.size());
        fragment.copyTo(all);
        BoxReader boxes = BoxReader.read(all.flip());
        ByteBuffer run = boxes.content("/moof/traf/trun");
        assertThat(run.getInt(4)).isEqualTo(fragment.units().size());
        assertThat(run.getInt(8)).isEqualTo(fragment.header().size());
        return run.position(12);
    }

    private static long baseTime(Fragment fragment) {
        ByteBuffer all = ByteBuffer.allocate(fragment.size());
        fragment.copyTo(all);
        return BoxReader.read(all.flip()).content("/moof/traf/tfdt").getLong(4);
    }

    private static int duration(Fragment fragment) {
        return run(fragment).getInt();
    }

    private static Bytes bytes(String hex) {
        return Bytes.copyOf(HexFormat.of().parseHex(hex));
    }

    private static String hex(Bytes content) {
        return HexFormat.of().formatHex(content.toArray());
    }

    private static String ascii(String letters) {
        StringBuilder hex = new StringBuilder();
        letters.chars().forEach(letter -> hex.append(String.format("%02x", letter)));
        return hex.toString();
    }
}
