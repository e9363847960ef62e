package reactor.valkka.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Decoders that were disposed keep no program from ending. */
class DecodersEndTest {
    private static final String DISPOSED = "disposed";
    private static final int SECONDS_MAX = 8;

    @Test
    @Timeout(60)
    void aProgramEndsWhenMainReturns() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(program.inputReader().lines().anyMatch(DISPOSED::equals)).isTrue();
            assertThat(program.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).isZero();
        } finally {
            program.destroyForcibly();
        }
    }

    /** Makes decoders, and has no more use for them. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            Decoders.builder().threads(2).build().dispose();
            System.out.println(DISPOSED);
        }
    }
}
