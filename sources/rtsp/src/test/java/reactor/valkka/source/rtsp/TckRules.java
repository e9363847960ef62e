package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;
import org.testng.IAnnotationTransformer;
import org.testng.annotations.ITestAnnotation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/**
 * Leaves out the rules that the verification of Reactive Streams lists but does not test, and would
 * report as skipped.
 */
public final class TckRules implements IAnnotationTransformer {
    @Override
    public void transform(
            ITestAnnotation test,
            @Nullable Class testClass,
            @Nullable Constructor constructor,
            @Nullable Method method) {
        if (method != null && method.getName().startsWith("untested_")) {
            test.setEnabled(false);
        }
    }
}
