package reactor.valkka.source.rtsp;

import reactor.core.publisher.Flux;
import reactor.valkka.count.StateHub;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.spi.Outlet;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Who subscribed to a source, and what its stream is doing for them. */
final class Subscriptions {

    private final StateHub<CameraState> states = new StateHub<>(new CameraState.Idle());
    private final Set<CameraRun> runs = ConcurrentHashMap.newKeySet();

    /**
     * Frames of the stream; each subscription is a run of its own.
     *
     * @param way to the connections of a run
     */
    Flux<EncodedFrame> frames(StreamConfig config, Function<CameraRun, Approach> way) {
        return Outlet.flux(config.overflow(), config.counters(), outlet -> {
            CameraRun run = new CameraRun(config, outlet, states, runs, way);
            run.start();
            return run;
        });
    }

    Flux<CameraState> states() {
        return states.states();
    }

    CameraState state() {
        return states.state();
    }

    /** Ends the waits between two connections. */
    void reconnectNow() {
        runs.forEach(CameraRun::reconnectNow);
    }
}
