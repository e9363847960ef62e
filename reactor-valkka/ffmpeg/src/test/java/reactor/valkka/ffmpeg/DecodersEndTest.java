package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import reactor.valkka.frame.Picture;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is left of decoders that were disposed: nothing that keeps a program from ending. */
@NoFrameLeaks(withinMillis = 2_000)
class DecodersEndTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void noThreadIsLeft(int threads, TestPool pool) {
        Decoders decoders = Decoders.builder().threads(threads).build();
        Clip.frames("plain.mp4", pool.encoded())
                .transform(Decode.on(decoders))
                .doOnNext(Picture::close)
                .blockLast(SOON);

        decoders.dispose();

        assertNoneOfOursIsLeft();
    }

    @Test
    void noThreadIsLeftOfDecodersThatDecodedNothing() {
        Decoders.builder().threads(2).build().dispose();

        assertNoneOfOursIsLeft();
    }

    private void assertNoneOfOursIsLeft() {
        Awaitility.await()
                .pollInSameThread()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(since())
                        .noneMatch(thread -> thread.getName().startsWith("valkka-decode")));
        assertThat(since()).allMatch(Thread::isDaemon);
    }

    private List<Thread> since() {
        Set<Thread> since = new HashSet<>(Thread.getAllStackTraces().keySet());
        since.removeAll(before);
        return List.copyOf(since);
    }
}
