package reactor.valkka.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.StreamId;
import reactor.valkka.pool.FramePool;
import reactor.valkka.pool.PoolShare;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

@NoFrameLeaks
class NoFrameLeaksTest {
    private static final StreamId STREAM = StreamId.of("cam");

    @Test
    void givesAllMethodsOfATestTheSamePool(TestPool pool, FramePool encoded) {
        assertThat(encoded).isSameAs(pool.encoded());
    }

    @Test
    void acceptsAUnitThatWasClosed(TestPool pool) {
        TestUnits.live(pool.share(STREAM)).key(1).close();
        assertThat(pool.openSlots()).isZero();
    }

    @Test
    void waitsForAThreadThatIsAboutToClose(TestPool pool) {
        AccessUnit unit = TestUnits.live(pool.share(STREAM)).key(1);
        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(unit::close);
    }

    /** Between two units nothing is open, and then something is again. */
    @Test
    void waitsForAThreadThatGoesOnForAMoment(TestPool pool) {
        PoolShare share = pool.share(STREAM);
        for (int round = 0; round < 20; round++) {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
            CompletableFuture<Void> going = CompletableFuture.runAsync(() -> {
                TestUnits units = TestUnits.live(share);
                while (System.nanoTime() - until < 0) {
                    units.key(1).close();
                }
            });
            pool.assertNothingOpen(Duration.ofSeconds(20));
            going.join();
        }
    }

    @Test
    void failsATestThatLeavesAUnitOpenAndNamesWhoAcquiredIt() {
        List<Throwable> failures = failuresOf("leavesAUnitOpen");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0))
                .hasMessageContaining("1 open slots")
                .hasMessageContaining("Leaky.leavesAUnitOpen");
    }

    @Test
    void failsATestWhoseUnitTheGarbageCollectorTookBack() {
        List<Throwable> failures = failuresOf("losesAUnit");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).hasMessageContaining("lost 1 unclosed");
    }

    @Test
    void seesAPoolThatATestMadeItself() {
        List<Throwable> failures = failuresOf("leavesAUnitOpenInAnotherPool");
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).hasMessageContaining("'other'");
    }

    @Test
    void unitsTellTheirNumberFromTheirData(TestPool pool) {
        TestUnits units = TestUnits.live(pool.share(STREAM)).withUnitBytes(10_000);
        assertThat(TestUnits.close(units.key(7))).isEqualTo("K7");
        assertThat(TestUnits.close(units.dependent(8))).isEqualTo("P8");
        assertThat(TestUnits.close(units.disposable(9))).isEqualTo("B9");
        assertThat(TestUnits.close(units.setup())).isEqualTo("setup");
        assertThat(units.frames(4, 2).map(TestUnits::close).collectList().block())
                .containsExactly("setup", "K0", "P1", "K2", "P3");
    }

    @Test
    void aClosedUnitHasNoNumber(TestPool pool) {
        AccessUnit unit = TestUnits.live(pool.share(STREAM)).key(7);
        unit.close();
        assertThatThrownBy(() -> TestUnits.number(unit)).isInstanceOf(IllegalStateException.class);
    }

    private static List<Throwable> failuresOf(String name) {
        Method method = Stream.of(Leaky.class.getDeclaredMethods())
                .filter(declared -> declared.getName().equals(name))
                .findAny()
                .orElseThrow();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Leaky.class, method))
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .build();
        List<Throwable> failures = new ArrayList<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(failures::add);
            }
        });
        return failures;
    }

    /** Fails on purpose; not found by the build because of its name. */
    @NoFrameLeaks(withinMillis = 50)
    static class Leaky {
        private TestUnits units;

        @BeforeEach
        void prepare(TestPool pool) {
            units = TestUnits.live(pool.share(STREAM));
        }

        @Test
        void leavesAUnitOpen() {
            assertThat(units.key(1).isOpen()).isTrue();
        }

        @Test
        void losesAUnit(TestPool pool) {
            assertThat(units.key(1).isOpen()).isTrue();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (pool.openSlots() > 0 && System.nanoTime() < deadline) {
                System.gc();
            }
        }

        @Test
        void leavesAUnitOpenInAnotherPool(TestPool pool) {
            FramePool other =
                    pool.watch(FramePool.builder("other").hold("test", 1).build());
            TestUnits.live(other.share(STREAM, 0)).key(1);
        }
    }
}
