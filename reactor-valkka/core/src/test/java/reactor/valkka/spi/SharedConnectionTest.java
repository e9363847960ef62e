package reactor.valkka.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

class SharedConnectionTest {
    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private static final String[] LET_GO = {
        "start connection 1", "idle", "stop connection 1", "stopped connection 1"
    };

    private final List<String> calls = new ArrayList<>();
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private final SharedConnection<String> connection = new SharedConnection<>(
            new Recorder(), LINGER, RETRY_AFTER, timer, () -> timer.now(TimeUnit.NANOSECONDS));
    private Runnable duringStop = () -> {};
    private int made;

    private final class Recorder implements SharedConnection.Connector<String> {
        @Override
        public String create() {
            return "connection " + ++made;
        }

        @Override
        public void start(String created) {
            calls.add("start " + created);
        }

        @Override
        public void stop(String current) {
            calls.add("stop " + current);
            duringStop.run();
            calls.add("stopped " + current);
        }

        @Override
        public void idle() {
            calls.add("idle");
        }
    }

    private void end(@Nullable Throwable failure) {
        assertThat(connection.ended(Objects.requireNonNull(connection.current()), failure))
                .isTrue();
    }

    @Test
    void connectsForTheFirstHolderAndLetsGoAWhileAfterTheLast() {
        connection.hold();
        connection.hold();
        connection.release();
        connection.release();
        timer.advanceTimeBy(LINGER.minusMillis(1));
        assertThat(calls).containsExactly("start connection 1");

        timer.advanceTimeBy(Duration.ofMillis(1));

        assertThat(calls).containsExactly(LET_GO);
        assertThat(connection.current()).isNull();
    }

    @Test
    void aNewHolderFindsTheConnectionThatLingers() {
        connection.hold();
        connection.release();
        timer.advanceTimeBy(Duration.ofSeconds(4));
        connection.hold();
        timer.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(calls).containsExactly("start connection 1");
    }

    @Test
    void doesNotConnectAgainTooSoonAfterAFailure() {
        connection.hold();
        end(new IllegalStateException("broken"));
        connection.hold();
        assertThat(connection.mayJoin()).isFalse();
        assertThat(connection.failure()).hasMessage("broken");
        assertThat(made).isEqualTo(1);

        timer.advanceTimeBy(RETRY_AFTER.plusMillis(1));
        connection.hold();

        assertThat(calls).containsExactly("start connection 1", "start connection 2");
        assertThat(connection.failure()).isNull();
    }

    @Test
    void connectsAtOnceAfterAnEndWithoutAFailure() {
        connection.hold();
        end(null);
        assertThat(connection.isEnded()).isTrue();
        connection.hold();

        assertThat(calls).containsExactly("start connection 1", "start connection 2");
        assertThat(connection.isEnded()).isFalse();
    }

    @Test
    void saysThatNobodyHoldsItWhenTheConnectionHadEndedBefore() {
        connection.hold();
        end(null);
        connection.release();
        timer.advanceTimeBy(LINGER);

        assertThat(calls).containsExactly("start connection 1", "idle");
    }

    @Test
    void retiredItLingersNoMore() {
        connection.hold();
        connection.retire();
        assertThat(calls).containsExactly("start connection 1");
        connection.release();

        assertThat(calls).containsExactly(LET_GO);
    }

    @Test
    void aNewConnectionBeginsBehindTheEndOfTheOneBefore() {
        connection.hold();
        duringStop = connection::hold;
        connection.retire();
        connection.release();

        assertThat(calls)
                .containsExactly(
                        "start connection 1",
                        "idle",
                        "stop connection 1",
                        "stopped connection 1",
                        "start connection 2");
    }

    @Test
    void theEndOfAnotherConnectionIsNotItsOwn() {
        connection.hold();

        assertThat(connection.ended("another", null)).isFalse();
        assertThat(connection.current()).isEqualTo("connection 1");
    }
}
