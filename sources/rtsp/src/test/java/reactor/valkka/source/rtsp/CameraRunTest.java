package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
import reactor.valkka.Overflow;
import reactor.valkka.count.Counters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamId;
import reactor.valkka.media.rtsp.RtspUri;
import reactor.valkka.rtsp.SessionConfig;
import reactor.valkka.spi.Outlet;
import reactor.valkka.test.NoFrameLeaks;
import reactor.valkka.test.TestPool;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

@NoFrameLeaks
class CameraRunTest {

    @Test
    void aStepWithABugEndsTheStreamWithIt(TestPool pool) {
        SourceConfig config = new SourceConfig(
                SessionConfig.of(RtspUri.parse("rtsp://127.0.0.1:1/s")),
                StreamId.of("cam"),
                TransportPlan.of(RtspTransport.TCP, UdpSources.LEARN),
                null,
                pool.encoded(),
                0,
                Overflow.skipToKeyFrame(1),
                ReconnectPolicy.DEFAULT,
                ConnectionGovernor.shared(),
                0,
                new Counters(),
                null,
                null);
        StateHub states = new StateHub();
        Set<CameraRun> runs = ConcurrentHashMap.newKeySet();
        Flux<EncodedFrame> frames = Outlet.flux(config.overflow(), config.counters(), outlet -> {
            CameraRun run = new CameraRun(config, outlet, states, runs);
            runs.add(run);
            run.guarded(() -> {
                throw new IllegalStateException("a bug");
            });
            return run;
        });
        assertThatThrownBy(() -> frames.blockLast(RtspSourceTest.SOON))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a bug");
        assertThat(states.state()).isInstanceOf(CameraState.Failed.class);
        assertThat(runs).isEmpty();
    }
}
