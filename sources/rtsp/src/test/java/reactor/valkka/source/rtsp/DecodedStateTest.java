package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.valkka.count.Counters;
import reactor.valkka.count.DecodeLevel;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.StreamId;
import reactor.valkka.test.FakeCamera;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A camera's states say how much of it is decoded. */
@NoFrameLeaks
class DecodedStateTest {

    @Test
    void aCameraThatPlaysSaysHowMuchOfItIsDecoded(TestPool pool) {
        try (FakeCamera camera = FakeCamera.start(FaultsTest.FAST)) {
            Counters counters = new Counters();
            RtspSource source = RtspSourceTest.source(camera.uri(), pool).counters(counters);
            StreamCounters stream = counters.of(source.stream());
            Queue<DecodeLevel> told = new ConcurrentLinkedQueue<>();
            Disposable watching = source.states()
                    .ofType(CameraState.Playing.class)
                    .subscribe(playing -> told.add(playing.decoded()));
            Disposable playing = source.frames().subscribe(frame -> frame.close());
            await().until(() -> source.state() instanceof CameraState.Playing);
            stream.moveDecoder(null, DecodeLevel.ALL);
            stream.moveDecoder(DecodeLevel.ALL, DecodeLevel.KEY_FRAMES);
            await().until(() -> told.contains(DecodeLevel.KEY_FRAMES));
            stream.moveDecoder(DecodeLevel.KEY_FRAMES, null);
            await().until(() -> told.size() == 3);
            assertThat(List.copyOf(told))
                    .containsExactly(DecodeLevel.ALL, DecodeLevel.KEY_FRAMES, DecodeLevel.ALL);
            playing.dispose();
            await().until(() -> source.state() instanceof CameraState.Idle);
            stream.moveDecoder(null, DecodeLevel.KEY_FRAMES);
            assertThat(source.state()).isInstanceOf(CameraState.Idle.class);
            watching.dispose();
        }
    }

    @Test
    void ofSeveralDecodersTheWorstOffCounts() {
        StreamCounters stream = new Counters().of(StreamId.of("cam"));
        stream.moveDecoder(null, DecodeLevel.ALL);
        stream.moveDecoder(null, DecodeLevel.ALL);
        stream.moveDecoder(DecodeLevel.ALL, DecodeLevel.FEW_KEY_FRAMES);
        assertThat(stream.decodeLevel()).isEqualTo(DecodeLevel.FEW_KEY_FRAMES);
        stream.moveDecoder(DecodeLevel.FEW_KEY_FRAMES, DecodeLevel.WITHOUT_DISPOSABLE);
        assertThat(stream.decodeLevel()).isEqualTo(DecodeLevel.WITHOUT_DISPOSABLE);
        stream.moveDecoder(DecodeLevel.WITHOUT_DISPOSABLE, null);
        assertThat(stream.decodeLevel()).isEqualTo(DecodeLevel.ALL);
    }
}
