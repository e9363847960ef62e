package reactor.valkka.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One run of the fuzzer in a process of its own, with bounds of time for each input and of memory.
 *
 * @param target name of the target
 * @param folder where this target's inputs and findings go
 * @param seconds how long at most
 * @param inputs how many at most, −1 for as many as the time allows
 * @param seed of the fuzzer, 0 for any
 */
record JazzerRun(String target, Path folder, long seconds, long inputs, int seed) {
    private static final String DRIVER = "com.code_intelligence.jazzer.Jazzer";
    private static final String SANITIZERS = "com.code_intelligence.jazzer.sanitizers.";

    /** They look for misuse of libraries that we have not, and allocate where they look. */
    private static final List<String> UNUSED = List.of(
            "ClojureLangHooks",
            "Deserialization",
            "ExpressionLanguageInjection",
            "LdapInjection",
            "NamingContextLookup",
            "OsCommandInjection",
            "ReflectiveCall",
            "RegexInjection",
            "RegexRoadblocks",
            "ScriptEngineInjection",
            "ServerSideRequestForgery",
            "SqlInjection",
            "XPathInjection");

    private static final int INPUT_SECONDS_MAX = 10;
    private static final int MEMORY_MEBIBYTES_MAX = 2_048;
    private static final int INPUT_BYTES_MAX = 4_096;
    private static final Pattern STATUS =
            Pattern.compile("#(\\d+)\\s.*cov: (\\d+).*corp: (\\d+)/.*");
    private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs.*");

    /**
     * What came of a run.
     *
     * @param status of the process, 0 if nothing was found
     * @param runs inputs that were tried
     * @param coverage branches that were reached
     * @param corpus inputs that are worth keeping
     * @param report what the fuzzer said of a finding, empty without one
     */
    record Result(int status, long runs, long coverage, long corpus, List<String> report) {}

    /** The inputs that the fuzzer has found worth keeping so far. */
    Path found() {
        return folder.resolve("corpus");
    }

    Path seeds() {
        return folder.resolve("seeds");
    }

    /** Runs the fuzzer; each of its lines goes to a log beside the inputs. */
    Result run() throws IOException, InterruptedException {
        Files.createDirectories(found());
        Corpus.unpack(Corpus.of(target), seeds());
        List<String> arguments = new ArrayList<>(List.of(
                "-max_total_time=" + seconds,
                "-runs=" + inputs,
                "-max_len=" + INPUT_BYTES_MAX,
                "-print_final_stats=1",
                found().toString(),
                seeds().toString()));
        if (seed != 0) {
            arguments.add("-seed=" + seed);
        }
        return withGreedy(await(start(arguments)));
    }

    /** What cost too much under the fuzzer may have cost it, and not the parser. */
    private Result withGreedy(Result result) throws IOException {
        FuzzTarget plain = FuzzTargets.find(target);
        String failure = plain == null ? null : new GreedyInputs(folder).firstFailure(plain);
        if (result.status() != 0 || failure == null) {
            return result;
        }
        return new Result(
                1, result.runs(), result.coverage(), result.corpus(), List.of("== " + failure));
    }

    /** Leaves in a folder as few inputs as reach all that was reached. */
    Path minimize() throws IOException, InterruptedException {
        Path minimal = folder.resolve("minimal");
        clear(minimal);
        await(start(
                List.of("-merge=1", minimal.toString(), found().toString(), seeds().toString())));
        return minimal;
    }

    private static void clear(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                DRIVER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--target_args=" + target,
                "--instrumentation_includes=reactor.valkka.**",
                "--custom_hook_includes=reactor.valkka.**",
                "--disabled_hooks=" + sanitizers(),
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-timeout=" + INPUT_SECONDS_MAX,
                "-rss_limit_mb=" + MEMORY_MEBIBYTES_MAX));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "fuzz-end"));
        return process;
    }

    private static String sanitizers() {
        return UNUSED.stream().map(SANITIZERS::concat).collect(Collectors.joining(":"));
    }

    /** That of this process, whose relative entries would not hold in another folder. */
    private static String classPath() {
        String separator = System.getProperty("path.separator");
        StringJoiner absolute = new StringJoiner(separator);
        for (String entry :
                System.getProperty("java.class.path").split(Pattern.quote(separator), -1)) {
            absolute.add(Path.of(entry).toAbsolutePath().toString());
        }
        return absolute.toString();
    }

    private Result await(Process process) throws IOException, InterruptedException {
        long runs = 0;
        long coverage = 0;
        long corpus = 0;
        List<String> report = new ArrayList<>();
        List<String> log = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                Matcher status = STATUS.matcher(line);
                Matcher done = RUNS.matcher(line);
                if (status.matches()) {
                    runs = Long.parseLong(status.group(1));
                    coverage = Long.parseLong(status.group(2));
                    corpus = Long.parseLong(status.group(3));
                } else if (done.matches()) {
                    runs = Long.parseLong(done.group(1));
                } else if (isOfFinding(line, report)) {
                    report.add(line);
                }
            }
        }
        int status = process.waitFor();
        Files.write(folder.resolve("fuzz.log"), log, StandardCharsets.UTF_8);
        if (status != 0 && report.isEmpty()) {
            report.addAll(log.subList(Math.max(0, log.size() - 20), log.size()));
        }
        return new Result(status, runs, coverage, corpus, status == 0 ? List.of() : report);
    }

    /** A finding is from the line that names it to the one with its input. */
    private static boolean isOfFinding(String line, List<String> report) {
        boolean begins = line.startsWith("== ") || line.startsWith("==") && line.contains("ERROR");
        boolean within = !report.isEmpty() && !line.startsWith("stat::");
        return begins || within;
    }
}
