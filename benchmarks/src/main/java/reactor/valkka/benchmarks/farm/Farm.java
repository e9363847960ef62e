package reactor.valkka.benchmarks.farm;

import reactor.valkka.benchmarks.measure.WorkerProcess;

import java.io.IOException;

/**
 * The farm's process. Prints its port, answers each line with its {@link FarmStatus}, and ends
 * with its standard input. {@code hang-up 3} breaks so many connections.
 */
final class Farm {

    static final String HANG_UP = "hang-up ";

    private Farm() {}

    /** Takes the length of a group, and how many clips there are. */
    public static void main(String[] arguments) throws IOException {
        FarmFootage footage =
                new FarmFootage(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        FarmLoop loop = new FarmLoop(PreparedFootage.of(footage));
        WorkerProcess.port(loop.port());
        Thread thread = new Thread(loop::run, "farm");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (farm, error) -> WorkerProcess.fail("the cameras fail: " + error));
        thread.start();
        WorkerProcess.answer(order -> {
            if (order.startsWith(HANG_UP)) {
                loop.hangUp(Integer.parseInt(order.substring(HANG_UP.length())));
            }
            return loop.status();
        });
        System.exit(0);
    }
}
