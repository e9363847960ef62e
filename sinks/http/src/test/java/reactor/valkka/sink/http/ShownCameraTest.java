package reactor.valkka.sink.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;
import reactor.valkka.test.TestUnits;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

@NoFrameLeaks
class ShownCameraTest {
    private static final int LOOKS = 200_000;

    @Test
    void bothRatesAreOfTheSameMeasurement(TestPool pool) {
        FragmentedMp4 mp4 = FragmentedMp4.of(Flux.never()).slack(Duration.ZERO);
        ShownCamera shown = new ShownCamera(Camera.of("door", mp4));
        TestFragments fragments =
                new TestFragments(TestUnits.live(pool.share(StreamId.of("door"))));
        AtomicBoolean seen = new AtomicBoolean();
        CompletableFuture<Void> measuring = CompletableFuture.runAsync(() -> {
            for (int number = 0; !seen.get(); number++) {
                mp4.mount().add(fragments.key(number));
                shown.measure();
                shown.measure();
            }
        });
        try {
            for (int look = 0; look < LOOKS; look++) {
                CameraStatus status = shown.status();
                assertThat(status.kilobitsPerSecond() > 0).isEqualTo(status.framesPerSecond() > 0);
            }
        } finally {
            seen.set(true);
            measuring.join();
            mp4.mount().retire();
            fragments.close();
        }
    }
}
