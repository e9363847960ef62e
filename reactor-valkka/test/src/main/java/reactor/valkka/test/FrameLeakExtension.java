package reactor.valkka.test;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

import reactor.valkka.pool.FramePool;

import java.time.Duration;

/** Gives each test a pool of its own and looks at it when the test is over. */
final class FrameLeakExtension implements ParameterResolver, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FrameLeakExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return context.getTestMethod().isPresent()
                && (type == TestPool.class || type == FramePool.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestPool pool = context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestPool.class, key -> TestPool.create(), TestPool.class);
        return parameter.getParameter().getType() == TestPool.class ? pool : pool.encoded();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestPool pool = context.getStore(NAMESPACE).remove(TestPool.class, TestPool.class);
        if (pool != null) {
            pool.assertNothingOpen(Duration.ofMillis(withinMillis(context)));
        }
    }

    private static int withinMillis(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NoFrameLeaks.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), NoFrameLeaks.class))
                .map(NoFrameLeaks::withinMillis)
                .orElse(0);
    }
}
