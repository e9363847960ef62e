package reactor.valkka.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs all races in JVMs of their own: briefly in every build, or as long as the mode of jcstress
 * that {@code -Dstress.mode} names. The report is {@code target/jcstress/index.html}.
 */
class StressTest {
    private static final long MINUTES_MAX = 180;
    private static final List<String> BRIEF =
            List.of("-m", "quick", "-f", "1", "-fsm", "1", "-iters", "3", "-time", "100");

    @Test
    void noRaceHasAForbiddenOutcome() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of("target", "jcstress")).toAbsolutePath();
        Path text = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(text.toFile())
                .start();
        try {
            assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroy();
        }
        String output = Files.readString(text);
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output)
                .contains("Interesting tests: No matches")
                .contains("Failed tests: No matches")
                .contains("Error tests: No matches")
                .contains("19 matching test results");
    }

    private static List<String> command(Path folder) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jcstress.Main"));
        String mode = System.getProperty("stress.mode", "brief");
        command.addAll(mode.equals("brief") ? BRIEF : List.of("-m", mode));
        command.addAll(List.of("-sc", "false", "-af", "NONE", "-r", folder.toString()));
        command.addAll(List.of("-jvmArgs", "-Xmx512m -XX:+UseSerialGC"));
        return command;
    }
}
