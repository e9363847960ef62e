package reactor.valkka.benchmarks.ingest;

import reactor.valkka.benchmarks.farm.FarmClient;
import reactor.valkka.benchmarks.measure.Delays;
import reactor.valkka.benchmarks.measure.DelaysPerThread;
import reactor.valkka.benchmarks.measure.WorkerProcess;
import reactor.valkka.operator.Use;
import reactor.valkka.pool.FramePool;
import reactor.valkka.source.rtsp.ConnectionGovernor;
import reactor.valkka.source.rtsp.RtspSource;
import reactor.valkka.source.rtsp.RtspTransport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Our process: fetches so many cameras and looks at each unit. Answers {@code status} with what it
 * has received, {@code mark} begins anew with delays and with the cameras that have sent; ends with
 * its standard input.
 */
final class ValkkaReceiver {

    private static final long POOL_BYTES_PER_CAMERA = 128 << 10;
    private static final long POOL_BYTES_RESERVE = 2 << 20; // for key frames that come at once
    private static final double HALF = 0.5;
    private static final double P99 = 0.99;
    private static final double P999 = 0.999;

    private final List<ReceivedUnits> cameras = new ArrayList<>();
    private final DelaysPerThread delays = new DelaysPerThread();

    private ValkkaReceiver() {}

    /** Direct memory that so many cameras need. */
    static long poolBytes(int cameras) {
        return POOL_BYTES_RESERVE + cameras * POOL_BYTES_PER_CAMERA;
    }

    /** Takes the beginning of the addresses, how many cameras, and tcp or udp. */
    public static void main(String[] arguments) throws IOException {
        ValkkaReceiver receiver = new ValkkaReceiver();
        int count = Integer.parseInt(arguments[1]);
        RtspTransport transport =
                arguments[2].equals("udp") ? RtspTransport.UDP : RtspTransport.TCP;
        FramePool pool = FramePool.builder("cameras")
                .capacityBytes(poolBytes(count))
                .build()
                .warmup();
        ConnectionGovernor governor = FarmClient.governor();
        for (int i = 0; i < count; i++) {
            receiver.receive(RtspSource.create(arguments[0] + i)
                    .transport(transport)
                    .governor(governor)
                    .pool(pool));
        }
        WorkerProcess.answer(receiver::answer);
        System.exit(0);
    }

    private void receive(RtspSource camera) {
        ReceivedUnits units = new ReceivedUnits(delays);
        cameras.add(units);
        FarmClient.watch(camera.toString(), camera.frames().as(Use.each(units::take)));
    }

    private IngestStatus answer(String order) {
        IngestStatus status = status();
        if (order.equals("mark")) {
            delays.clear();
            cameras.forEach(ReceivedUnits::mark);
        }
        return status;
    }

    private IngestStatus status() {
        Delays sum = delays.sum();
        return new IngestStatus(
                (int) cameras.stream().filter(ReceivedUnits::hasSentSinceMark).count(),
                cameras.stream().mapToLong(ReceivedUnits::units).sum(),
                cameras.stream().mapToLong(ReceivedUnits::bytes).sum(),
                cameras.stream().mapToLong(ReceivedUnits::lost).sum(),
                sum.nanos(HALF),
                sum.nanos(P99),
                sum.nanos(P999));
    }
}
