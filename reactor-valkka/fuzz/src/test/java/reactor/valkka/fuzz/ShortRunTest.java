package reactor.valkka.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The fuzzer comes with native code for Linux on x86_64, macOS and Windows; {@link CorpusTest} runs
 * what is kept, and what is similar, everywhere.
 */
@DisabledIfSystemProperty(named = "os.arch", matches = "aarch64")
final class ShortRunTest {
    /** As many as take about 20 s on two cores; the time only bounds what hangs. */
    private static final int INPUTS = 15_000;

    private static final int SECONDS = 300;
    private static final int SEED = 3;

    @Test
    void nothingIsFoundInAShortTime(@TempDir Path folder) throws IOException, InterruptedException {
        JazzerRun.Result result =
                new JazzerRun(FuzzTargets.EVERYTHING, folder, SECONDS, INPUTS, SEED).run();
        assertThat(result.report()).isEmpty();
        assertThat(result.status()).isZero();
        assertThat(result.runs()).isGreaterThanOrEqualTo(INPUTS);
    }

    @Test
    void whatThrowsIsFound(@TempDir Path folder) throws IOException, InterruptedException {
        JazzerRun.Result result = new JazzerRun("no-such-target", folder, 1, 1, 1).run();
        assertThat(result.status()).isNotZero();
        assertThat(String.join("\n", result.report())).contains("No such target: no-such-target");
    }
}
