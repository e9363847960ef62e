package reactor.valkka.benchmarks.ingest;

import reactor.valkka.benchmarks.farm.CameraFarm;
import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.farm.Observation;
import reactor.valkka.benchmarks.measure.Contestant;

/** What it costs to receive cameras over TCP, as a part of what else is done with them. */
public final class ReceiveCost {

    private static final int WARM_UP_SECONDS = 30;
    private static final int SECONDS = 20;
    private static final int QUICK_SECONDS = 3;

    private ReceiveCost() {}

    /** Milliseconds of processor time in a second for each of so many. */
    public static double millisPerCamera(FarmFootage footage, int cameras, boolean quick) {
        try (CameraFarm farm = CameraFarm.start(footage);
                Contestant<IngestStatus> program =
                        Receiver.VALKKA.start(farm.addresses(), cameras, "tcp")) {
            return new Observation<>(
                            farm,
                            program,
                            cameras,
                            window -> window.cores() * 1_000 / cameras,
                            (second, millis) -> {})
                    .measure(
                            quick ? QUICK_SECONDS : WARM_UP_SECONDS,
                            quick ? QUICK_SECONDS : SECONDS);
        }
    }
}
