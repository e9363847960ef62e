package reactor.valkka.benchmarks.farm;

import reactor.core.publisher.Mono;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.ConnectionGovernor.Limits;

/** What our own processes that receive the farm's cameras have in common. */
public final class FarmClient {

    private static final double CONNECTIONS_PER_SECOND = 100;

    private FarmClient() {}

    /** Lets cameras in quickly: all are on one host, of which the usual limits would be careful. */
    public static ConnectionGovernor governor() {
        return ConnectionGovernor.create(
                new Limits(CONNECTIONS_PER_SECOND, 1, CONNECTIONS_PER_SECOND, 1, 0));
    }

    /** Watches a camera. One that fails ends the process: figures without it would be wrong. */
    public static void watch(String camera, Mono<Void> watching) {
        watching.subscribe(
                nothing -> {}, error -> WorkerProcess.fail(camera + " failed: " + error));
    }
}
