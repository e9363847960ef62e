package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Counters;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.Clip;
import reactor.valkka.pool.FramePool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** What cameras leave out or get wrong when they describe their video. */
final class NalTrackTest {
    private static final StreamId STREAM = StreamId.of("cam");
    private static final String SPS = "Z0LAC9sKEflwEQAAAwABAAADADIPFCrg";
    private static final String PPS = "aMqA5LI=";
    private static final String H265_SETS =
            "sprop-vps=QAEMAf//AWAAAAMAkAAAAwAAAwAelZQJ;sprop-pps=RAHBcrRiQA==;sprop-sps="
                    + "QgEBAWAAAAMAkAAAAwAAAwAeoBQgeWWVlkkyvAWgIAAAAwAgAAADAyE=";

    private final FramePool pool =
            FramePool.builder("test").capacityBytes(4 << 20).build();
    private final StreamCounters counters = new Counters().of(STREAM);
    private final List<EncodedFrame> frames = new ArrayList<>();
    private final StreamTracks tracks = new StreamTracks(STREAM, Pacing.LIVE, 1, frames::add);

    private IncomingTrack track(String encoding, String parameters) {
        TrackContext context =
                new TrackContext(0, tracks, pool.share(STREAM, 0), counters, frames::add);
        FormatParameters parsed = FormatParameters.parse(parameters);
        PayloadFormat format = new PayloadFormat(encoding, 90_000, 1, parsed);
        return Objects.requireNonNull(IncomingTracks.of(context, format));
    }

    @AfterEach
    void everySlotIsBack() {
        frames.forEach(EncodedFrame::close);
        assertThat(pool.openSlots()).isZero();
    }

    private void receive(IncomingTrack track, String... nalUnits) {
        Depacketizer depacketizer =
                track.from(new RtpTimeline(90_000), new SequenceTracker(), new NoClock());
        for (int i = 0; i < nalUnits.length; i++) {
            depacketizer.packet(packet(i, i * 3_600, true, nalUnits[i]), 0);
        }
    }

    private static ByteBuffer packet(int number, int timestamp, boolean marker, String payload) {
        byte[] bytes = HexFormat.of().parseHex(payload);
        ByteBuffer packet = ByteBuffer.allocate(12 + bytes.length);
        RtpPacket.putHeader(packet, marker, 96, number, timestamp, 1);
        return packet.put(bytes).flip();
    }

    private List<AccessUnit> units() {
        return frames.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", ",,", ";profile-level-id=000000", ";profile-level-id=zz"})
    void setsOfTheDescriptionServeKeyFramesWithoutSets(String trailer) {
        try (IncomingTrack track =
                track("h264", "sprop-parameter-sets=" + SPS + "," + PPS + trailer)) {
            receive(track, "65888080808080");
        }
        assertThat(((StreamSetup) frames.get(0)).tracks().get(0).parameterSets())
                .hasSize(2);
        assertThat(units()).hasSize(1);
        assertThat(units().get(0).isKeyFrame()).isTrue();
    }

    @Test
    void go2rtc155TheProfileOfTheDescriptionIsNotBelieved() {
        String odd = "profile-level-id=64C028;sprop-parameter-sets=" + SPS + "," + PPS;
        try (IncomingTrack track = track("H264", odd)) {
            receive(track, "65888080808080");
        }
        Bytes sequenceSet =
                ((StreamSetup) frames.get(0)).tracks().get(0).parameterSets().get(0);
        assertThat(sequenceSet.at(1)).as("profile").isEqualTo((byte) 0x42);
        assertThat(sequenceSet.at(3)).as("level").isEqualTo((byte) 11);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sprop-parameter-sets",
                "sprop-parameter-sets=",
                "sprop-parameter-sets=" + SPS,
                "sprop-parameter-sets=" + SPS + ",",
                "sprop-parameter-sets=!!!,%%%"
            })
    void descriptionsWithoutAllSetsWaitForTheStream(String parameters) {
        try (IncomingTrack track = track("H264", parameters)) {
            receive(
                    track,
                    "65888080808080",
                    "6742c00bdb0a11f97011000003000100000300320f142ae0",
                    "68ca80e4b2",
                    "65888080808080");
        }
        assertThat(units()).hasSize(1);
        assertThat(counters.get(Counter.GATE_DROPPED)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "H264, sprop-parameter-sets=" + SPS + "%2C" + PPS + ", 7c058080, 65448080",
        "H265, " + H265_SETS + ", 6201138080, 26012f0980"
    })
    void whoJoinsInsideAKeyFrameOfSeveralSlicesHasNoKeyFrame(
            String encoding, String parameters, String endOfFirstSlice, String secondSlice) {
        try (IncomingTrack track = track(encoding, parameters.replace("%2C", ","))) {
            Depacketizer depacketizer =
                    track.from(new RtpTimeline(90_000), new SequenceTracker(), new NoClock());
            depacketizer.packet(packet(0, 0, false, endOfFirstSlice), 0);
            depacketizer.packet(packet(1, 0, true, secondSlice), 0);
        }
        assertThat(units()).hasSize(1);
        assertThat(units().get(0).isKeyFrame()).isFalse();
        assertThat(units().get(0).afterLoss()).isTrue();
        assertThat(counters.get(Counter.UNITS_DAMAGED)).isEqualTo(1);
    }

    @Test
    void h265SetsInAnyOrderOfTheDescription() {
        try (IncomingTrack track = track("H265", H265_SETS)) {
            receive(track, "2601af0980808080");
        }
        StreamSetup setup = (StreamSetup) frames.get(0);
        assertThat(setup.tracks().get(0).codec()).isEqualTo(Codec.H265);
        assertThat(setup.tracks().get(0).parameterSets()).hasSize(3);
        assertThat(units().get(0).isKeyFrame()).isTrue();
    }

    @Test
    void retinaReservedBitOfAFragmentIsIgnored() {
        try (IncomingTrack track = track("H264", "sprop-parameter-sets=" + SPS + "," + PPS)) {
            Depacketizer depacketizer =
                    track.from(new RtpTimeline(90_000), new SequenceTracker(), new NoClock());
            byte[][] fragments = {
                {0x7C, (byte) 0xA5, (byte) 0x88, (byte) 0x80}, {0x7C, 0x25}, {0x7C, 0x65, 0x55}
            };
            for (int i = 0; i < fragments.length; i++) {
                ByteBuffer packet = ByteBuffer.allocate(12 + fragments[i].length);
                RtpPacket.putHeader(packet, i == 2, 96, i, 0, 1);
                depacketizer.packet(packet.put(fragments[i]).flip(), 0);
            }
        }
        assertThat(units()).hasSize(1);
        assertThat(units().get(0).bytes())
                .isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex("0000000465888055")));
    }

    @Test
    void retinaTrailingPicturesNobodyRefersToBeginWithAZero() {
        try (IncomingTrack track = track("H265", H265_SETS)) {
            receive(track, "2601af0980808080", "0001d080808080");
        }
        assertThat(units()).hasSize(2);
        assertThat(units().get(1).bytes().get(4)).isZero();
        assertThat(units().get(1).header().disposable()).isTrue();
    }

    @Test
    void whatAnotherSourceLeftUnfinishedGoesAndTheNextIsFlagged() {
        Clip clip = Clip.read(Codec.H265, "plain");
        List<ByteBuffer> packets = RtpAssembly.packets(clip, 100, false);
        try (IncomingTrack track = track("H265", "")) {
            Depacketizer first =
                    track.from(new RtpTimeline(90_000), new SequenceTracker(), new NoClock());
            packets.subList(0, 30).forEach(packet -> first.packet(packet, 0));
            int before = units().size();
            track.interrupted();
            Depacketizer second =
                    track.from(new RtpTimeline(90_000), new SequenceTracker(), new NoClock());
            packets.forEach(packet -> second.packet(packet, 0));
            assertThat(units()).hasSize(before + 50);
            assertThat(frames.get(before + 1))
                    .isInstanceOfSatisfying(
                            StreamSetup.class,
                            setup -> assertThat(setup.discontinuity()).isTrue());
        }
    }

    private static final class NoClock implements CaptureClock {
        @Override
        public long capturedNanos(long pts, long arrivalNanos) {
            return arrivalNanos;
        }

        @Override
        public CaptureOrigin origin() {
            return CaptureOrigin.ARRIVAL;
        }
    }
}
