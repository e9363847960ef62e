package reactor.valkka.benchmarks.farm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The farm's process. Prints its port, answers each line with the units that it has sent, those
 * that were not taken in time and those sent late, and ends with its standard input. {@code hang-up
 * 3} breaks so many connections.
 */
final class Farm {

    static final String HANG_UP = "hang-up ";

    private Farm() {}

    /** Takes the length of a group, and how many clips there are. */
    public static void main(String[] arguments) throws IOException {
        FarmFootage footage =
                new FarmFootage(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        FarmLoop loop = new FarmLoop(PreparedFootage.of(footage));
        System.out.println("port " + loop.port());
        Thread thread = new Thread(loop::run, "farm");
        thread.setDaemon(true);
        thread.start();
        try (BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.startsWith(HANG_UP)) {
                    loop.hangUp(Integer.parseInt(order.substring(HANG_UP.length())));
                }
                System.out.println(loop.status().line());
            }
        }
        System.exit(0);
    }
}
