package reactor.valkka.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.valkka.operator.OwnedSource.Owned;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the guide to what Reactor does: for each operator in its table, a consumer asks for two
 * elements and then cancels, or the source fails, and what became of the elements is compared with
 * what the table says. When an upgrade of Reactor changes one, this fails and the table is mended.
 */
class ReactorOperatorsTest {
    private static final Path GUIDE = Path.of("../../docs/guide/frames-and-operators.md");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (\\w+) \\|.*");
    private static final Map<String, Function<OwnedSource, Publisher<?>>> OPERATORS =
            ReactorOperators.all();

    private static Map<String, String> table() throws IOException {
        Map<String, String> verdicts = new LinkedHashMap<>();
        for (String line : Files.readAllLines(GUIDE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                verdicts.put(row.group(1), row.group(2));
            }
        }
        return verdicts;
    }

    static Stream<String> operators() {
        return OPERATORS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("operators")
    void doesWhatTheGuideSays(String operator) throws IOException {
        assertThat(verdict(operator)).isEqualTo(table().get(operator));
    }

    @Test
    void everyRowOfTheGuideIsTried() throws IOException {
        assertThat(table().keySet()).containsExactlyInAnyOrderElementsOf(OPERATORS.keySet());
    }

    private static String verdict(String operator) {
        OwnedSource cancelled = run(operator, false);
        OwnedSource failed = run(operator, true);
        if (cancelled.neverClosed() + failed.neverClosed() > 0) {
            return "leaks";
        }
        return cancelled.closedTwice() + failed.closedTwice() > 0 ? "twice" : "safe";
    }

    private static OwnedSource run(String operator, boolean sourceFails) {
        OwnedSource source = new OwnedSource();
        Consumer consumer = new Consumer();
        Flux.from(Objects.requireNonNull(OPERATORS.get(operator)).apply(source))
                .doOnDiscard(Owned.class, Owned::close)
                .subscribe(consumer);
        if (!operator.startsWith("publishOn") && !operator.startsWith("parallel")) {
            source.runTasks();
        }
        if (sourceFails) {
            source.fail();
            source.runTasks();
        }
        consumer.cancel();
        source.runTasks();
        source.letTimePass();
        return source;
    }

    /** Asks for two, and closes what it gets, whatever that is wrapped in. */
    private static final class Consumer extends BaseSubscriber<Object> {
        @Override
        protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
            subscription.request(2);
        }

        @Override
        protected void hookOnNext(Object value) {
            close(value);
        }

        @Override
        protected void hookOnError(Throwable failure) {}

        private static void close(Object value) {
            if (value instanceof Owned owned) {
                owned.close();
            } else if (value instanceof List<?> list) {
                list.forEach(Consumer::close);
            } else if (value instanceof Flux<?> inner) {
                inner.onErrorComplete().subscribe(Consumer::close);
            }
        }
    }
}
