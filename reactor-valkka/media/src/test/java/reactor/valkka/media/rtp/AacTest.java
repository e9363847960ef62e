package reactor.valkka.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

final class AacTest {
    private static final String HBR =
            "streamtype=5; profile-level-id=1; mode=AAC-hbr; sizelength=13; indexlength=3;"
                    + " indexdeltalength=3; config=1190";
    private static final List<ByteBuffer> FRAMES =
            List.of(frame(10), frame(200), frame(1), frame(63), frame(400));

    private static ByteBuffer frame(int length) {
        ByteBuffer frame = ByteBuffer.allocate(length);
        while (frame.hasRemaining()) {
            frame.put((byte) (0x21 + frame.position()));
        }
        return frame.flip();
    }

    private static Reception reception() {
        return new Reception("MPEG4-GENERIC", 48_000, 2, HBR);
    }

    private static AacPacketizer packetizer() {
        return new AacPacketizer(97, 1, 65_533, 100, 1_024);
    }

    private static List<ByteBuffer> together() {
        List<ByteBuffer> packets = new ArrayList<>();
        packetizer().packetize(FRAMES, 0, packet -> packets.add(RtpAssembly.copy(packet)));
        return packets;
    }

    @Test
    void theTrackIsKnownFromTheDescription() {
        try (Reception received = reception().receive(together())) {
            assertThat(received.described().parameterSets())
                    .containsExactly(Bytes.copyOf(new byte[] {0x11, (byte) 0x90}));
            assertThat(received.described().format()).isEqualTo(new TrackFormat.Audio(48_000, 2));
        }
    }

    @Test
    void framesComeOneBySeveralAndInFragments() {
        try (Reception received = reception().receive(together())) {
            assertThat(received.contents()).isEqualTo(FRAMES);
            assertThat(received.units())
                    .extracting(AccessUnit::pts)
                    .containsExactly(0L, 1_024L, 2_048L, 3_072L, 4_096L);
            assertThat(received.units()).allMatch(unit -> unit.header().durationTicks() == 1_024);
        }
    }

    @Test
    void oneFrameAPacketOf44100HzIsTimedBySamples() {
        List<ByteBuffer> packets = Reception.packets(packetizer(), FRAMES, 1_024);
        String parameters = HBR.replace("1190", "1210");
        try (Reception received = new Reception("mpeg4-generic", 44_100, 2, parameters)) {
            received.receive(packets);
            assertThat(received.contents()).isEqualTo(FRAMES);
            assertThat(received.described().format()).isEqualTo(new TrackFormat.Audio(44_100, 2));
        }
    }

    @Test
    void aLostFragmentCostsItsFrame() {
        List<ByteBuffer> packets = together();
        int middle = packets.size() - 2;
        packets.remove(middle);
        packets.addAll(Reception.packets(
                new AacPacketizer(97, 1, 65_533 + middle + 2, 100, 1_024), FRAMES, 10_000));
        try (Reception received = reception().receive(packets)) {
            assertThat(received.contents().subList(0, 4)).isEqualTo(FRAMES.subList(0, 4));
            assertThat(received.contents().subList(4, 9)).isEqualTo(FRAMES);
            assertThat(received.units().get(4).header().lostPackets()).isEqualTo(1);
            assertThat(received.count(Counter.UNITS_DAMAGED)).isEqualTo(1);
        }
    }

    @Test
    void aFrameWithoutItsFirstFragmentIsThrownAway() {
        List<ByteBuffer> packets = Reception.packets(packetizer(), FRAMES, 1_024);
        packets.remove(1);
        try (Reception received = reception().receive(packets)) {
            assertThat(received.contents()).hasSize(4).doesNotContain(FRAMES.get(1));
            assertThat(received.units().get(1).header().lostPackets()).isPositive();
        }
    }

    @Test
    void gortsplibFramesWithHeadersOfPlainStreamsLoseThem() {
        ByteBuffer wrapped = wrapped(FRAMES.get(3));
        List<ByteBuffer> packets = Reception.packets(packetizer(), List.of(wrapped), 1_024);
        try (Reception received = reception().receive(packets)) {
            assertThat(received.contents()).containsExactly(FRAMES.get(3));
        }
    }

    @Test
    void headersOfPlainStreamsGoFromFragmentsToo() {
        ByteBuffer wrapped = wrapped(FRAMES.get(4));
        List<ByteBuffer> packets = Reception.packets(packetizer(), List.of(wrapped), 1_024);
        try (Reception received = reception().receive(packets)) {
            assertThat(received.contents()).containsExactly(FRAMES.get(4));
        }
    }

    @Test
    void aPlainStreamInAPacketIsReadToo() {
        ByteBuffer packet = ByteBuffer.allocate(500);
        RtpPacket.putHeader(packet, true, 97, 0, 0, 1);
        packet.put(wrapped(FRAMES.get(0))).put(wrapped(FRAMES.get(1))).flip();
        try (Reception received = reception().receive(List.of(packet))) {
            assertThat(received.contents()).isEqualTo(FRAMES.subList(0, 2));
            assertThat(received.units()).extracting(AccessUnit::pts).containsExactly(0L, 1_024L);
        }
    }

    /** A frame behind an ADTS header without checksum. */
    private static ByteBuffer wrapped(ByteBuffer frame) {
        int length = frame.remaining() + 7;
        ByteBuffer wrapped = ByteBuffer.allocate(length);
        wrapped.put((byte) 0xFF).put((byte) 0xF1).put((byte) 0x4C);
        wrapped.put((byte) (0x80 | length >> 11)).put((byte) (length >> 3));
        wrapped.put((byte) (length << 5 | 0x1F)).put((byte) 0xFC);
        return wrapped.put(frame.duplicate()).flip();
    }

    @Test
    void theLowBitRateModeHasShorterHeaders() {
        ByteBuffer packet = Reception.packet(0, 0, true, 0, 8, 2 << 2, 7, 8);
        try (Reception received =
                new Reception("mpeg4-generic", 8_000, 1, "mode=AAC-lbr; config=1588")) {
            received.receive(List.of(packet));
            assertThat(received.contents()).containsExactly(ByteBuffer.wrap(new byte[] {7, 8}));
        }
    }

    @Test
    void unitsOfConstantSizeNeedNoHeaders() {
        ByteBuffer packet = Reception.packet(0, 0, true, 1, 2, 3, 4);
        try (Reception received =
                new Reception("mpeg4-generic", 8_000, 1, "constantSize=2; config=1588")) {
            received.receive(List.of(packet));
            assertThat(received.contents())
                    .containsExactly(
                            ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3, 4}));
        }
    }

    @Test
    void fieldsThatAreNotNeededArePassedOver() {
        String parameters = "mode=AAC-hbr; sizeLength=13; indexLength=3; indexDeltaLength=3;"
                + " CTSDeltaLength=4; DTSDeltaLength=4; randomAccessIndication=1;"
                + " streamStateIndication=1; auxiliaryDataSizeLength=8; config=1190";
        // size 2, index 0, no CTS, DTS 5, RAP 1, state 0; 8 bits of auxiliary data
        ByteBuffer packet = Reception.packet(0, 0, true, 0, 24, 0, 2 << 3, 0x56, 8, 0xAA, 7, 8);
        try (Reception received = new Reception("mpeg4-generic", 48_000, 2, parameters)) {
            received.receive(List.of(packet));
            assertThat(received.contents()).containsExactly(ByteBuffer.wrap(new byte[] {7, 8}));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "config=", "config=zz", "config=f", "config=1f"})
    void withoutAConfigurationLowComplexityIsMeant(String parameters) {
        try (Reception received = new Reception("mpeg4-generic", 16_000, 1, parameters)) {
            received.receive(Reception.packets(packetizer(), FRAMES, 1_024));
            assertThat(received.contents()).isEqualTo(FRAMES);
            assertThat(received.described().parameterSets())
                    .containsExactly(Bytes.copyOf(new byte[] {0x14, 0x08}));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mode=CELP-cbr", "maxDisplacement=3000", "sizelength=40"})
    void whatIsNotReadIsRefused(String parameters) {
        PayloadFormat format =
                new PayloadFormat("mpeg4-generic", 48_000, 2, FormatParameters.parse(parameters));
        assertThat(IncomingTracks.reads(format)).isFalse();
    }

    /** A configuration may leave their number to others. */
    @Test
    void channelsThatNobodyHasAreNotRead() {
        FormatParameters untold = FormatParameters.parse(HBR.replace("1190", "1180"));

        assertThat(IncomingTracks.reads(new PayloadFormat("mpeg4-generic", 48_000, 64, untold)))
                .isTrue();
        assertThat(IncomingTracks.reads(new PayloadFormat("mpeg4-generic", 48_000, 65, untold)))
                .isFalse();
    }

    @Test
    void aPacketHasNoMoreFramesThanItsHeaderCanSay() {
        List<ByteBuffer> small = Collections.nCopies(5_000, frame(1));
        List<Integer> headers = new ArrayList<>();
        new AacPacketizer(97, 1, 0, 65_000, 1_024).packetize(small, 0, packet -> {
            int bits = packet.getShort(RtpPacket.HEADER_BYTES) & 0xFFFF;
            headers.add(bits / 16);
            assertThat(packet.remaining()).isEqualTo(RtpPacket.HEADER_BYTES + 2 + 3 * bits / 16);
        });

        assertThat(headers).containsExactly(4_095, 905);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sizelength=0; indexlength=3", "mode=generic; indexdeltalength=0"})
    void headersWithoutSizesEnd(String parameters) {
        try (Reception received = new Reception("mpeg4-generic", 48_000, 2, parameters)) {
            received.receive(List.of(Reception.packet(0, 0, true, 0, 8, 0, 1, 2)));
            assertThat(received.units()).hasSize(1);
        }
    }

    @Test
    void aFrameThatIsTooLargeIsRefused() {
        ByteBuffer large = ByteBuffer.allocate(AacPacketizer.FRAME_BYTES_MAX + 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> packetizer().packetize(large, 0, packet -> {}))
                .withMessageContaining("8191");
    }
}
