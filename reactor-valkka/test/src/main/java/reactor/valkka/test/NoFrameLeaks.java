package reactor.valkka.test;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Fails a test that leaves a slot of a pool open, and says who acquired it.
 *
 * <p>Test methods, and those that run before and after each, may ask for a {@link TestPool} or a
 * {@link reactor.valkka.pool.FramePool} as a parameter. Both are the same pool, of a test's own and
 * in checking mode: freed slots are overwritten, so that a late reader sees garbage at once.
 *
 * <pre>{@code
 * @NoFrameLeaks
 * class ForkTest {
 *     @Test
 *     void closesWhatABranchDrops(TestPool pool) { … }
 * }
 * }</pre>
 *
 * <p>Slots that the garbage collector took back during the test count as left open. What the
 * check cannot see: frames of pools that were made elsewhere; hand those to {@link TestPool#watch}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(FrameLeakExtension.class)
public @interface NoFrameLeaks {

    /**
     * How long to wait, at most, for slots that other threads are about to close, in milliseconds.
     * The wait ends with the last of them; the default bears a busy machine.
     */
    int withinMillis() default 20_000;
}
