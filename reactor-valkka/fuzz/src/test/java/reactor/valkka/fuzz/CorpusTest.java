package reactor.valkka.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

final class CorpusTest {
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MUTATIONS = 20;

    static Set<String> targets() {
        return FuzzTargets.names();
    }

    private static FuzzTarget target(String name) {
        return Objects.requireNonNull(FuzzTargets.find(name), name);
    }

    private static void run(FuzzTarget target, byte[] input) {
        try {
            target.run(input);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("Input " + HexFormat.of().formatHex(input), e);
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void whatIsKeptMakesNoTargetFail(String name) {
        List<byte[]> inputs = Corpus.of(name);
        FuzzTarget target = target(name);
        assertThat(inputs).as("inputs of " + name).isNotEmpty();
        assertTimeoutPreemptively(LONGEST, () -> {
            for (byte[] input : inputs) {
                run(target, input);
                run(target, input);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("targets")
    void nothingSimilarMakesItFail(String name) {
        FuzzTarget target = target(name);
        Random random = new Random(name.hashCode());
        assertTimeoutPreemptively(LONGEST, () -> {
            for (byte[] input : Corpus.of(name)) {
                for (int i = 0; i < MUTATIONS; i++) {
                    run(target, mutate(input, random));
                }
            }
        });
    }

    private static byte[] mutate(byte[] input, Random random) {
        byte[] mutated = input.clone();
        for (int i = random.nextInt(4); i >= 0 && mutated.length > 0; i--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        int length = mutated.length == 0 ? 0 : random.nextInt(mutated.length + 1);
        return random.nextInt(4) == 0 ? Arrays.copyOf(mutated, length) : mutated;
    }

    @Test
    void moreMemoryThanAnInputDeservesIsAFinding() {
        byte[][] kept = new byte[1][];
        FuzzTarget greedy = new BoundedTarget(input -> kept[0] = new byte[1 << 20]);
        assertThatIllegalStateException().isThrownBy(() -> greedy.run(new byte[0]));
        greedy.run(new byte[1 << 13]);
        assertThat(kept[0]).hasSize(1 << 20);
    }

    @Test
    void moreTimeThanALongTextDeservesIsAFinding() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        FuzzTarget slow = text -> {
            long until = threads.getCurrentThreadCpuTime() + 600_000_000;
            while (threads.getCurrentThreadCpuTime() < until) {
                Thread.onSpinWait();
            }
        };
        FuzzTarget repetition = new RepetitionTarget(slow, text -> {});
        assertThatIllegalStateException()
                .isThrownBy(() -> repetition.run(new byte[] {0, 'a', 0, 'b', 0, 'c'}))
                .withMessageStartingWith("A text of 32769 bytes took ");
        repetition.run(new byte[] {1, 'a', 0, 'b', 0, 'c'});
        repetition.run(new byte[0]);
    }

    @Test
    void whatSeemsToCostTooMuchIsSetAsideAndTriedAgain(@TempDir Path folder) throws IOException {
        byte[][] kept = new byte[1][];
        FuzzTarget greedy = input -> kept[0] = new byte[1 << 20];
        new BoundedTarget(greedy, new GreedyInputs(folder)).run(new byte[] {7});
        GreedyInputs aside = new GreedyInputs(folder);
        assertThat(aside.firstFailure(new BoundedTarget(input -> {}))).isNull();
        assertThat(aside.firstFailure(new BoundedTarget(greedy)))
                .startsWith("An input of 1 bytes made 10485");
        assertThat(kept[0]).hasSize(1 << 20);
    }
}
