package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;
import java.util.List;

final class SoundTest {
    private static final ByteBuffer SOUND = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6});

    @Test
    void theTrackIsKnownFromTheDescription() {
        try (Reception received = new Reception("pcmu", 8_000, 1, "")) {
            received.receive(List.of(Reception.packet(0, 160, false, 9)));
            assertThat(received.setups()).hasSize(1);
            assertThat(received.described().codec()).isEqualTo(Codec.PCMU);
            assertThat(received.described().format()).isEqualTo(new TrackFormat.Audio(8_000, 1));
        }
    }

    @Test
    void eachPacketIsAUnitWithItsDuration() {
        SoundPacketizer packetizer = SoundPacketizer.g711(8, 1, 65_535, 1_460, 2);
        try (Reception received = new Reception("PCMA", 8_000, 2, "")) {
            received.receive(Reception.packets(packetizer, List.of(SOUND, SOUND), 3));
            assertThat(received.contents()).containsExactly(SOUND, SOUND);
            assertThat(received.units()).extracting(AccessUnit::pts).containsExactly(0L, 3L);
            assertThat(received.units().get(0).header().durationTicks()).isEqualTo(3);
            assertThat(received.units()).allMatch(AccessUnit::isKeyFrame);
        }
    }

    @Test
    void aUnitThatIsTooLargeGoesInPacketsWithTimesOfTheirOwn() {
        SoundPacketizer packetizer = SoundPacketizer.g711(0, 1, 0, 64, 1);
        ByteBuffer large = ByteBuffer.allocate(150);
        try (Reception received = new Reception("PCMU", 8_000, 1, "")) {
            received.receive(Reception.packets(packetizer, List.of(large), 160));
            assertThat(received.units()).extracting(AccessUnit::pts).containsExactly(0L, 64L, 128L);
        }
    }

    @Test
    void aLostPacketIsSaidOfTheNextUnit() {
        SoundPacketizer packetizer = SoundPacketizer.g711(0, 1, 0, 1_460, 1);
        List<ByteBuffer> packets = Reception.packets(packetizer, List.of(SOUND, SOUND, SOUND), 6);
        packets.remove(1);
        try (Reception received = new Reception("PCMU", 8_000, 1, "").receive(packets)) {
            assertThat(received.units().get(0).header().lostPackets()).isZero();
            assertThat(received.units().get(1).header().lostPackets()).isEqualTo(1);
        }
    }

    @Test
    void anotherSourceIsAFlaggedBreak() {
        try (Reception received = new Reception("PCMU", 8_000, 1, "")) {
            received.receive(List.of(Reception.packet(0, 0, false, 9)));
            received.track.interrupted();
            received.begin();
            received.receive(List.of(Reception.packet(700, 99, false, 9)));
            assertThat(received.setups()).hasSize(2);
            assertThat(received.setups().get(1).discontinuity()).isTrue();
            assertThat(received.units().get(1).header().lostPackets()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 0, 480", // SILK, 10 ms
        "0x18, 0, 2880", // SILK, 60 ms
        "0x68, 0, 960", // hybrid, 20 ms
        "0xFC, 0, 960", // CELT, 20 ms
        "0x80, 0, 120", // CELT, 2.5 ms
        "0xF9, 0, 1920", // two frames
        "0xFB, 3, 2880", // three frames
        "0xFB, , 0" // their number is missing
    })
    void opusTellsItsDuration(String contents, Integer frames, int ticks) {
        int first = Integer.decode(contents);
        ByteBuffer packet = frames == null
                ? Reception.packet(0, 0, true, first)
                : Reception.packet(0, 0, true, first, frames);
        try (Reception received = new Reception("opus", 48_000, 2, "")) {
            received.receive(List.of(packet));
            assertThat(received.units().get(0).header().durationTicks()).isEqualTo(ticks);
        }
    }

    @Test
    void opusIsNeverParted() {
        SoundPacketizer packetizer = SoundPacketizer.opus(96, 1, 0, 64);
        ByteBuffer large = ByteBuffer.allocate(65);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> packetizer.packetize(large, 0, packet -> {}))
                .withMessageContaining("65");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, 2_000, 999_999_999})
    void channelsThatNobodyHasAreNotRead(int channels) {
        for (String encoding : List.of("PCMU", "PCMA", "opus")) {
            PayloadFormat format =
                    new PayloadFormat(encoding, 8_000, channels, FormatParameters.parse(""));
            assertThat(IncomingTracks.reads(format)).as(encoding).isFalse();
        }
    }

    /** A step of no bytes would make packets without end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 65, 2_000})
    void aSampleOfEachChannelMustFitIntoAPacket(int channels) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SoundPacketizer.g711(97, 1, 0, 64, channels))
                .withMessageContaining("1 to 64")
                .withMessageEndingWith("got " + channels);
    }

    @Test
    void aPacketMayHaveNoMoreThanASampleOfEachChannel() {
        SoundPacketizer packetizer = SoundPacketizer.g711(97, 1, 0, 100, 64);
        ByteBuffer unit = ByteBuffer.allocate(3 * 64);
        try (Reception received = new Reception("PCMU", 8_000, 64, "")) {
            received.receive(Reception.packets(packetizer, List.of(unit), 160));
            assertThat(received.units()).extracting(AccessUnit::pts).containsExactly(0L, 1L, 2L);
        }
    }

    @Test
    void anEmptyPacketIsNoUnit() {
        try (Reception received = new Reception("PCMU", 8_000, 1, "")) {
            received.receive(List.of(Reception.packet(0, 0, false)));
            assertThat(received.units()).isEmpty();
        }
    }
}
