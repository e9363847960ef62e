package reactor.valkka.benchmarks.measure;

import reactor.valkka.ValkkaException;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of the measurement, which is spoken to line by line and ends with this object. One that
 * does not answer in time is ended, and so is the measurement.
 */
public final class Worker implements AutoCloseable {

    private static final int USER_FIELD = 11;
    private static final double MILLIS_PER_TICK = 10;

    private static final long NETWORK_BYTES = 256L << 20;

    private static final String START = "to start";
    private static final Duration START_MAX = Duration.ofSeconds(120);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    /** Processor time of a process so far, in milliseconds, in steps of 10. */
    public record Cpu(double userMillis, double systemMillis) {

        public double millis() {
            return userMillis + systemMillis;
        }

        public Cpu minus(Cpu earlier) {
            return new Cpu(userMillis - earlier.userMillis, systemMillis - earlier.systemMillis);
        }
    }

    public Worker(List<String> command) {
        this(Path.of(command.get(0)).getFileName().toString(), command);
    }

    private Worker(String name, List<String> command) {
        this.name = name;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            output = process.inputReader(StandardCharsets.UTF_8);
            input = process.outputWriter(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ValkkaException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Starts a class of ours with this program's class path. */
    public static Worker java(Class<?> main, List<String> flags, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+DisplayVMOutputToStderr"); // its warnings are no answers
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new Worker(main.getSimpleName(), command);
    }

    /** Lets a process of ours have so much for its pools, and something for its network. */
    public static String directMemory(long poolBytes) {
        return "-XX:MaxDirectMemorySize=" + (poolBytes + NETWORK_BYTES);
    }

    /**
     * Looks whether the process is there.
     *
     * @throws ValkkaException if it has ended
     */
    public void checkRunning() {
        if (!process.isAlive()) {
            throw new ValkkaException(name + " should run, and has ended with status "
                    + process.exitValue() + ": what it printed says why");
        }
    }

    /** Says a line and waits for a record, for a minute at most. */
    public <R extends Record> R ask(String line, Class<R> type) {
        return ask(line, type, ANSWER_MAX);
    }

    /**
     * Says a line and waits for a record.
     *
     * @throws NoAnswerException if none comes in time; the process is ended then
     */
    public <R extends Record> R ask(String line, Class<R> type, Duration limit) {
        String answer = within(limit, "'" + line + "'", () -> {
            input.write(line + '\n');
            input.flush();
            return next();
        });
        return JsonLine.parse(answer, type);
    }

    /** The port in its first line, which is {@code port N}. */
    public int port() {
        String line = within(START_MAX, START, this::next);
        if (!line.matches("port \\d+")) {
            throw new ValkkaException("expected a port, " + name + " said: " + line);
        }
        return Integer.parseInt(line.substring("port ".length()));
    }

    /** The record with which it says that it has started, within two minutes. */
    public <R extends Record> R started(Class<R> type) {
        return told(type, START, START_MAX);
    }

    /**
     * The next record that it tells.
     *
     * @param asked what it was to do
     * @throws NoAnswerException if none comes in time; the process is ended then
     */
    public <R extends Record> R told(Class<R> type, String asked, Duration limit) {
        return JsonLine.parse(within(limit, asked, this::next), type);
    }

    private String next() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new EOFException("it has ended");
        }
        return line;
    }

    private String within(Duration limit, String asked, Watchdog.Exchange<String> exchange) {
        try {
            return Watchdog.guard(limit, name, asked, List.of(process), exchange);
        } catch (IOException e) {
            throw new ValkkaException(
                    name + " was asked " + asked + ", and gave no answer: " + e.getMessage(), e);
        }
    }

    public Cpu cpu() {
        try {
            String stat = Files.readString(proc("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Cpu(
                    Long.parseLong(fields[USER_FIELD]) * MILLIS_PER_TICK,
                    Long.parseLong(fields[USER_FIELD + 1]) * MILLIS_PER_TICK);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Memory that this process alone pays for (PSS). */
    public long pssBytes() {
        try (Stream<String> lines = Files.lines(proc("smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    << 10;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private RuntimeException unreadable(IOException e) {
        return e instanceof NoSuchFileException
                ? new ValkkaException(name + " has ended while it was measured", e)
                : new UncheckedIOException(e);
    }

    private Path proc(String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
