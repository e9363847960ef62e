package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.valkka.frame.AccessUnitHeader;
import reactor.valkka.frame.CaptureOrigin;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.rtsp.Replay;
import reactor.valkka.rtsp.RtspStatusException;
import reactor.valkka.rtsp.Stage;
import reactor.valkka.source.rtsp.ReplayProgress.Next;
import reactor.valkka.test.TestUnits;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Recorders that do not say where a recording ends. */
class ReplayProgressTest {

    private static final Instant FROM = Instant.parse("2026-01-02T03:04:05Z");
    private static final Replay ALL = Replay.from(FROM);

    private static AccessUnitHeader at(long seconds, CaptureOrigin origin) {
        StreamSetup setup = TestUnits.setup(StreamId.of("recording"), Pacing.ON_DEMAND);
        long nanos = TimeUnit.SECONDS.toNanos(FROM.getEpochSecond() + seconds);
        return AccessUnitHeader.builder(setup, setup.tracks().get(0))
                .captured(nanos, origin)
                .build();
    }

    private static void play(ReplayProgress progress, long... seconds) {
        for (long second : seconds) {
            progress.played(at(second, CaptureOrigin.FILE));
        }
    }

    @Test
    void theRestIsAskedForAfterABreak() {
        ReplayProgress progress = new ReplayProgress(ALL);
        assertThat(progress.begin()).isEqualTo(ALL);
        assertThat(progress.next()).as("nothing came yet").isEqualTo(Next.GO_ON);
        play(progress, 0, 1, 2);
        assertThat(progress.next()).isEqualTo(Next.GO_ON);
        assertThat(progress.begin()).isEqualTo(Replay.from(FROM.plusSeconds(2)));
    }

    @Test
    void aConnectionThatBringsNothingNewHasShownTheEnd() {
        ReplayProgress progress = new ReplayProgress(ALL);
        progress.begin();
        play(progress, 0, 1, 2);
        progress.begin();
        play(progress, 1, 2);
        assertThat(progress.next()).isEqualTo(Next.COMPLETE);
    }

    @Test
    void aBreakWithinTheLastGroupIsNotTheEndAndDoesNotGoBack() {
        ReplayProgress progress = new ReplayProgress(ALL);
        progress.begin();
        play(progress, 0, 1, 2);
        progress.begin();
        play(progress, 0, 1);
        assertThat(progress.next()).isEqualTo(Next.GO_ON);
        assertThat(progress.begin()).isEqualTo(Replay.from(FROM.plusSeconds(2)));
        assertThat(progress.next()).as("not even a unit came").isEqualTo(Next.GO_ON);
        play(progress, 1, 2, 3);
        assertThat(progress.next()).isEqualTo(Next.GO_ON);
    }

    @Test
    void whatWasAskedForIsAllThatIsPlayed() {
        ReplayProgress progress = new ReplayProgress(Replay.between(FROM, FROM.plusSeconds(2)));
        progress.begin();
        play(progress, 0, 1, 2);
        assertThat(progress.next()).isEqualTo(Next.COMPLETE);
    }

    @Test
    void aRecorderThatHasNothingBehindABreakIsAtItsEnd() {
        ReplayProgress progress = new ReplayProgress(ALL);
        progress.begin();
        progress.failed(refusedWith(457));
        assertThat(progress.next()).as("nothing came yet").isEqualTo(Next.GO_ON);
        progress.begin();
        play(progress, 0, 1, 2);
        progress.failed(refusedWith(503));
        assertThat(progress.next()).isEqualTo(Next.GO_ON);
        progress.begin();
        progress.failed(refusedWith(457));
        assertThat(progress.next()).isEqualTo(Next.COMPLETE);
    }

    private static RtspStatusException refusedWith(int status) {
        return new RtspStatusException(status, "no", RtspMethod.PLAY, 5, Stage.PLAY, "10.0.0.7");
    }

    @Test
    void withoutTimesNobodyKnowsWhereToGoOn() {
        ReplayProgress progress = new ReplayProgress(ALL);
        progress.begin();
        progress.played(at(0, CaptureOrigin.ARRIVAL));
        assertThat(progress.next()).isEqualTo(Next.LOST);
    }
}
