package reactor.valkka.benchmarks.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What the processes behind {@link Worker} have in common, on their side. */
public final class WorkerProcess {

    private WorkerProcess() {}

    /** Answers a line with a record. */
    @FunctionalInterface
    public interface Answers {
        /** What is said to an order. */
        Record to(String order) throws IOException;
    }

    /** Says on which port it can be reached, which is the first thing that many say. */
    public static void port(int port) {
        System.out.println("port " + port);
    }

    /** Tells a record. */
    public static void tell(Record record) {
        System.out.println(JsonLine.print(record));
    }

    /** Answers each line of standard input, and returns at its end: whoever asked is gone. */
    public static void answer(Answers answers) throws IOException {
        try (BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                tell(answers.to(order));
            }
        }
    }

    /** Ends this process: figures of what goes on without the part that failed would be wrong. */
    public static void fail(String message) {
        System.err.println("valkka: " + message);
        Runtime.getRuntime().halt(1);
    }
}
