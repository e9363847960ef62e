package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.rtsp.TransportFailure;
import reactor.valkka.rtsp.TransportKind;

import java.time.Duration;

class TransportMemoryTest {

    private long now = 5;
    private final TransportMemory memory = new TransportMemory(() -> now);

    private boolean triesUdp() {
        return memory.isHopeful(TransportKind.UDP);
    }

    @Test
    void whatTheCameraRefusesIsNotTriedAgain() {
        assertThat(memory.note(TransportKind.UDP, TransportFailure.REFUSED)).isTrue();
        assertThat(memory.note(TransportKind.UDP, TransportFailure.REFUSED)).isFalse();
        now += Duration.ofDays(365).toNanos();
        assertThat(triesUdp()).isFalse();
        assertThat(memory.isHopeful(TransportKind.TCP)).isTrue();
    }

    @Test
    void overWhichNothingCameIsTriedAgainLater() {
        memory.note(TransportKind.UDP, TransportFailure.SILENT);
        now += Duration.ofMinutes(10).toNanos() - 1;
        assertThat(triesUdp()).isFalse();
        now++;
        assertThat(triesUdp()).isTrue();
        memory.note(TransportKind.UDP, TransportFailure.SILENT);
        assertThat(triesUdp()).isFalse();
    }

    @Test
    void whatWeCouldNotOpenIsNoFaultOfTheCamera() {
        memory.note(TransportKind.UDP, TransportFailure.NOT_OPENED);
        assertThat(triesUdp()).isTrue();
    }
}
