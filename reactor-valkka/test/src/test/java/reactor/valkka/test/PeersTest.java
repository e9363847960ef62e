package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.time.Duration;
import java.util.List;

class PeersTest {

    @Test
    void findsAProgramOnThePath() {
        assertThat(Peers.find("sh")).isPresent();
    }

    @Test
    void aMissingProgramIsNamedWithWhatToInstall() {
        Class<? extends Throwable> expected = "true".equals(System.getenv("CI"))
                ? AssertionFailedError.class
                : TestAbortedException.class;
        assertThatThrownBy(() -> Peers.require("no-such-program", "no-such-package"))
                .isInstanceOf(expected)
                .hasMessageContaining("no-such-program")
                .hasMessageContaining("no-such-package");
    }

    @Test
    void returnsStatusAndTextOfAProgram() {
        Peers.Output output = Peers.run(
                Duration.ofSeconds(10), List.of("sh", "-c", "echo out; echo err >&2; exit 3"));
        assertThat(output).isEqualTo(new Peers.Output(3, "out\nerr\n"));
    }

    @Test
    void endsAProgramThatTakesTooLong() {
        assertThatThrownBy(() -> Peers.run(Duration.ofMillis(100), List.of("sleep", "60")))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("did not end within PT0.1S");
    }
}
