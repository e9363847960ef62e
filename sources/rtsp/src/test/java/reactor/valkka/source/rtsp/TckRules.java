package reactor.valkka.source.rtsp;

import org.jspecify.annotations.Nullable;
import org.testng.IAnnotationTransformer;
import org.testng.annotations.ITestAnnotation;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;

/**
 * Leaves out what the verification of Reactive Streams lists but cannot try on a camera: rules that
 * it does not test, and the one that wants two thousand million units.
 */
public final class TckRules implements IAnnotationTransformer {
    private static final String TOO_MANY = "required_spec317_mustNotSignalOnErrorWhenPending";

    @Override
    public void transform(
            ITestAnnotation test,
            @Nullable Class testClass,
            @Nullable Constructor constructor,
            @Nullable Method method) {
        if (method != null
                && (method.getName().startsWith("untested_")
                        || method.getName().startsWith(TOO_MANY))) {
            test.setEnabled(false);
        }
    }
}
