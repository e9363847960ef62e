package reactor.valkka.source.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Flux;
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
        StreamConfig config = StreamConfig.of(StreamId.of("cam"), ReconnectPolicy.DEFAULT)
                .pool(pool.encoded(), 0)
                .counters(new Counters());
        SourceConfig camera = new SourceConfig(
                SessionConfig.of(RtspUri.parse("rtsp://127.0.0.1:1/s")),
                config,
                TransportPlan.of(RtspTransport.TCP, UdpSources.LEARN),
                null,
                ConnectionGovernor.shared(),
                0);
        StateHub states = new StateHub();
        Set<CameraRun> runs = ConcurrentHashMap.newKeySet();
        Flux<EncodedFrame> frames = Outlet.flux(config.overflow(), config.counters(), outlet -> {
            CameraRun run = new CameraRun(
                    config, outlet, states, runs, mine -> new CameraApproach(mine, camera));
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
