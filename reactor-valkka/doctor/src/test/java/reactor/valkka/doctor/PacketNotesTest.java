package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.valkka.frame.Codec;
import reactor.valkka.media.rtp.RtpPacket;

import java.nio.ByteBuffer;

/** Packets at times that are chosen. */
class PacketNotesTest {

    private static final int CLOCK_RATE_HZ = 90_000;
    private static final int TYPE = 96;

    private PacketNotes notes = notes(null);
    private int sequence;

    private static PacketNotes notes(@Nullable Long namedSsrc) {
        return new PacketNotes(
                TYPE, CLOCK_RATE_HZ, namedSsrc, new ParameterSetNotes(Codec.H264, false));
    }

    private void packet(int ssrc, double timestamp, double arrival) {
        ByteBuffer packet = ByteBuffer.allocate(100);
        int ticks = (int) Math.round(timestamp * CLOCK_RATE_HZ);
        RtpPacket.putHeader(packet, true, TYPE, sequence++ & 0xFFFF, ticks, ssrc);
        notes.packet(packet.position(0), Math.round(arrival * 1e9));
    }

    private void packets(int ssrc, double from, double to, double timestampAhead) {
        for (double at = from; at < to; at += 0.04) {
            packet(ssrc, at + timestampAhead, at);
        }
    }

    @Test
    void timestampsThatJumpAreNoJitter() {
        packets(7, 0, 2, 0);
        packets(7, 2, 4, 3_600);
        packets(7, 4, 6, -3_600);
        assertThat(notes.jitterMillis()).isLessThan(5);
        assertThat(notes.packets()).isEqualTo(150);
    }

    @Test
    void packetsThatAreHeldUpAreJitter() {
        packets(7, 0, 2, 0);
        packet(7, 2, 5);
        assertThat(notes.jitterMillis()).isBetween(150.0, 200.0);
    }

    @Test
    void theRestOfAnEarlierSessionIsNotTheStream() {
        packets(99, 0, 0.1, 0);
        packets(7, 0.1, 10, 500);
        assertThat(notes.foreign()).isBetween(45L, 55L);
        assertThat(notes.packets()).isGreaterThan(190);
        assertThat(notes.silenceMillis()).isLessThan(100);
        assertThat(notes.jitterMillis()).isLessThan(5);
    }

    @Test
    void theSourceThatWasNamedIsTheStreamAtOnce() {
        notes = notes(0xFFFF_FFF7L);
        packets(99, 0, 1, 0);
        packets(-9, 1, 2, 500);
        packets(99, 1, 2, 0);
        assertThat(notes.packets()).isEqualTo(25);
        assertThat(notes.foreign()).isEqualTo(50);
        assertThat(notes.jitterMillis()).isLessThan(5);
    }

    @Test
    void aSourceOtherThanTheOneThatWasNamedIsBetterThanNone() {
        notes = notes(7L);
        packets(99, 0, 1, 0);
        assertThat(notes.packets()).isEqualTo(25);
        assertThat(notes.foreign()).isZero();
    }

    @Test
    void aSourceThatGoesOnIsFollowedWhateverElseComes() {
        for (double at = 0; at < 10; at += 0.04) {
            packet(7, at, at);
            packet(99, at, at);
        }
        assertThat(notes.foreign()).isEqualTo(notes.packets());
    }
}
