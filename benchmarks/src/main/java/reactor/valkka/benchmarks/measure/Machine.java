package reactor.valkka.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * What figures are of.
 *
 * @param time when they were measured
 * @param processor its name
 * @param processors that Java may use
 * @param memoryBytes of the machine
 * @param system name and version of the operating system
 * @param java version of the JVM
 * @param loadAverage of the minute before, as the measurement ended: what is far above the number
 *     of processors was measured beside other work
 */
record Machine(
        String time,
        String processor,
        int processors,
        long memoryBytes,
        String system,
        String java,
        double loadAverage) {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path LOAD = Path.of("/proc/loadavg");

    static Machine now() {
        return new Machine(
                Instant.now().toString(),
                field(PROCESSORS, "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field(MEMORY, "MemTotal").replaceAll("\\D", "")) << 10,
                System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"),
                minuteLoad());
    }

    private static String field(Path file, String name) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double minuteLoad() {
        try {
            return Double.parseDouble(Files.readString(LOAD).split(" ", 2)[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
