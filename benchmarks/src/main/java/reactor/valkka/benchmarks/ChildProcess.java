package reactor.valkka.benchmarks;

import reactor.valkka.ValkkaException;
import reactor.valkka.benchmarks.measure.Watchdog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs a program to its end and tells what it printed and how much processor time it took, with all
 * that it started. One at a time.
 *
 * @param output standard output
 * @param cpuSeconds of user and system together, from {@code /proc}, in steps of 10 ms
 */
record ChildProcess(String output, double cpuSeconds) {
    private static final Path OWN_STAT = Path.of("/proc/self/stat");
    private static final int CHILDREN_USER_FIELD = 13;
    private static final double TICKS_PER_SECOND = 100;

    /** For what somebody's own file needs, however long it is. */
    static final Duration LONGEST = Duration.ofHours(1);

    static ChildProcess run(List<String> command) {
        String program = Path.of(command.get(0)).getFileName().toString();
        try {
            double before = childrenSeconds();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String output =
                    Watchdog.guard(LONGEST, program, "to run to its end", List.of(process), () -> {
                        byte[] all = process.getInputStream().readAllBytes();
                        process.waitFor();
                        return new String(all, StandardCharsets.UTF_8);
                    });
            if (process.exitValue() != 0) {
                throw new ValkkaException(program + " ended with status " + process.exitValue());
            }
            return new ChildProcess(output, childrenSeconds() - before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor time of all children that have ended: {@code cutime}, {@code cstime}, proc(5). */
    private static double childrenSeconds() throws IOException {
        String stat = Files.readString(OWN_STAT);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[CHILDREN_USER_FIELD])
                + Long.parseLong(fields[CHILDREN_USER_FIELD + 1]);
        return ticks / TICKS_PER_SECOND;
    }
}
