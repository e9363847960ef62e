package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.Assembly;
import reactor.valkka.media.Clip;
import reactor.valkka.media.Jpegs;
import reactor.valkka.media.bitstream.AudioSpecificConfig;
import reactor.valkka.media.bitstream.MalformedBitstreamException;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

final class OutgoingTrackTest {
    private static final TrackFormat STEREO = new TrackFormat.Audio(48_000, 2);
    private static final int PAYLOAD_BYTES = 400;

    private static OutgoingTrack begin(Track track) {
        return OutgoingTrack.of(
                track, OutgoingFormats.payloadType(track), 0xaa, 65_530, 7_000, PAYLOAD_BYTES);
    }

    private static List<ByteBuffer> packets(OutgoingTrack out, List<AccessUnit> units) {
        List<ByteBuffer> packets = new ArrayList<>();
        units.forEach(unit -> out.packetize(unit, packet -> packets.add(RtpAssembly.copy(packet))));
        return packets;
    }

    private static int timestamp(OutgoingTrack out, AccessUnit unit) {
        return RtpPacket.timestamp(packets(out, List.of(unit)).get(0));
    }

    @Test
    void theOtherEndGetsTheSamePicturesWithBFramesFromPacketsAlone() {
        for (Clip clip : List.of(Clip.read("high-b-frames"), Clip.read(Codec.H265, "open-gop"))) {
            try (Assembly sent = new Assembly(clip.codec()).play(clip)) {
                Track track = sent.units().get(0).track();
                List<ByteBuffer> packets = packets(begin(track), sent.units());
                Track undescribed =
                        new Track(0, track.codec(), 90_000, List.of(), new TrackFormat.Unknown());
                try (Reception received = new Reception(OutgoingFormats.of(undescribed))) {
                    received.receive(packets).flush();
                    assertThat(received.contents())
                            .isEqualTo(
                                    sent.units().stream().map(AccessUnit::bytes).toList());
                    assertThat(received.described().parameterSets())
                            .isEqualTo(track.parameterSets());
                    long shift =
                            sent.units().get(0).pts() - received.units().get(0).pts();
                    assertThat(received.units().stream().map(u -> u.pts() + shift))
                            .isEqualTo(
                                    sent.units().stream().map(AccessUnit::pts).toList());
                }
            }
        }
    }

    @Test
    void everyKindOfSoundAndImagesAndDocumentsComeAsTheyWere() {
        Bytes config = AudioSpecificConfig.lowComplexity(48_000, 2);
        List<OutgoingUnits> all = List.of(
                OutgoingUnits.of(Codec.AAC, 48_000, STEREO, config),
                OutgoingUnits.of(Codec.PCMU, 8_000, new TrackFormat.Audio(8_000, 1)),
                OutgoingUnits.of(Codec.PCMA, 16_000, new TrackFormat.Audio(16_000, 2)),
                OutgoingUnits.of(Codec.OPUS, 48_000, STEREO));
        for (OutgoingUnits source : all) {
            try (source;
                    Reception received = new Reception(OutgoingFormats.of(source.track))) {
                int rate = source.track.clockRateHz();
                ByteBuffer sound = ByteBuffer.allocate(200);
                List<AccessUnit> units =
                        List.of(source.unit(sound, 0, 0), source.unit(sound, rate / 50, 0));
                received.receive(packets(begin(source.track), units)).flush();
                assertThat(received.contents()).containsExactly(sound, sound);
                assertThat(received.units())
                        .extracting(AccessUnit::pts)
                        .containsExactly(0L, rate / 50L);
                assertThat(received.described()).isEqualTo(source.track);
            }
        }
    }

    @Test
    void timesOfAnotherClockAreConverted() {
        try (OutgoingUnits nanos =
                OutgoingUnits.of(Codec.ONVIF_METADATA, 1_000_000_000, new TrackFormat.Unknown())) {
            OutgoingTrack out = begin(nanos.track);
            long hundredYears = 3_155_760_000L * 1_000_000_000L;
            assertThat(out.lastTimestamp()).isEqualTo(7_000);
            assertThat(timestamp(out, nanos.unit(hundredYears, 1))).isEqualTo(7_000);
            assertThat(timestamp(out, nanos.unit(hundredYears + 40_000_000, 1)))
                    .isEqualTo(7_000 + 3_600);
            assertThat(out.lastTimestamp()).isEqualTo(7_000 + 3_600);
        }
    }

    @Property(tries = 500)
    void nothingAddsUp(
            @ForAll @IntRange(min = 1, max = 1_000_000_000) int clockRateHz,
            @ForAll @LongRange(min = -4_000_000_000_000_000L, max = 4_000_000_000_000_000L)
                    long pts,
            @ForAll int first) {
        OutgoingTimeline timeline = new OutgoingTimeline(90_000, first);
        timeline.sent(timeline.ticks(0, clockRateHz), 0, clockRateHz, 0, true);
        BigInteger doubled = BigInteger.valueOf(pts)
                .multiply(BigInteger.valueOf(180_000))
                .add(BigInteger.valueOf(clockRateHz / 2 * 2L));
        BigInteger[] parts = doubled.divideAndRemainder(BigInteger.valueOf(2L * clockRateHz));
        BigInteger exact = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        assertThat((int) timeline.ticks(pts, clockRateHz)).isEqualTo(first + exact.intValue());
    }

    @Test
    void afterABreakTimeGoesOnByWhatHasPassed() {
        try (OutgoingUnits units =
                OutgoingUnits.of(Codec.ONVIF_METADATA, 90_000, new TrackFormat.Unknown())) {
            OutgoingTrack out = begin(units.track);
            out.discontinuity(1_000_000_000);
            assertThat(timestamp(out, units.unit(500, 1))).as("the first").isEqualTo(7_000);
            assertThat(timestamp(out, units.unit(4_100, 1))).isEqualTo(10_600);
            assertThat(timestamp(out, units.unit(2_300, 1))).as("shown before").isEqualTo(8_800);
            out.discontinuity(2_000_000_000);
            assertThat(timestamp(out, units.unit(0, 1))).isEqualTo(10_600 + 180_000);
            assertThat(timestamp(out, units.unit(3_600, 1))).isEqualTo(10_600 + 183_600);
            out.discontinuity(-5);
            assertThat(timestamp(out, units.unit(9, 1))).isEqualTo(10_600 + 183_601);
        }
    }

    @Test
    void whatCannotBeSentLeavesNoTrace() {
        Bytes config = AudioSpecificConfig.lowComplexity(48_000, 2);
        List<OutgoingUnits> all = List.of(
                OutgoingUnits.of(Codec.MJPEG, 90_000, new TrackFormat.Unknown()),
                OutgoingUnits.of(Codec.AAC, 48_000, STEREO, config),
                OutgoingUnits.of(Codec.OPUS, 48_000, STEREO));
        ByteBuffer good = Jpegs.image(64, 48, 1);
        for (OutgoingUnits units : all) {
            try (units) {
                OutgoingTrack out = begin(units.track);
                boolean images = units.track.codec() == Codec.MJPEG;
                ByteBuffer first = images ? good : ByteBuffer.allocate(20);
                packets(out, List.of(units.unit(first, 0, 0)));
                int number = out.nextSequenceNumber();
                ByteBuffer before = report(out, 5);
                AccessUnit bad = units.unit(ByteBuffer.allocate(9_000), 3_600, 0);
                assertThatThrownBy(() -> out.packetize(bad, packet -> {
                            throw new AssertionError("sent");
                        }))
                        .isInstanceOfAny(
                                MalformedBitstreamException.class, IllegalArgumentException.class);
                assertThat(out.nextSequenceNumber()).isEqualTo(number);
                assertThat(out.lastTimestamp()).isEqualTo(7_000);
                assertThat(report(out, 5)).isEqualTo(before);
            }
        }
    }

    @Test
    void sequenceNumbersWrap() {
        try (OutgoingUnits units =
                OutgoingUnits.of(Codec.ONVIF_METADATA, 90_000, new TrackFormat.Unknown())) {
            OutgoingTrack out = begin(units.track);
            List<ByteBuffer> packets =
                    packets(out, List.of(units.unit(ByteBuffer.allocate(8 * PAYLOAD_BYTES), 0, 0)));
            assertThat(packets)
                    .extracting(RtpPacket::sequenceNumber)
                    .containsExactly(65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 0, 1);
            assertThat(out.nextSequenceNumber()).isEqualTo(2);
        }
    }

    private static ByteBuffer report(OutgoingTrack out, long nowEpochNanos) {
        ByteBuffer report = ByteBuffer.allocate(OutgoingTrack.REPORT_BYTES_MAX);
        out.writeReport(report, "valk", nowEpochNanos);
        return report.flip();
    }
}
