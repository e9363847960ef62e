package reactor.valkka.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import reactor.valkka.count.Counter;
import reactor.valkka.count.Stage;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whoever sees a counter grow, or a stage take long, finds it on the page. */
class CommonProblemsTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]+_[A-Z_]+)`");
    private static final Set<String> POLICIES = Set.of("LATEST_KEY_FRAME", "LATEST_PICTURE");

    private final String page = Pages.read(Pages.ROOT.resolve("docs/guide/common-problems.md"));

    @ParameterizedTest
    @EnumSource(Counter.class)
    void namesEveryCounter(Counter counter) {
        assertThat(page).contains("`" + counter + "`");
    }

    @Test
    void namesEveryStageThatCanBeMended() {
        List<String> stages = Stream.of(Stage.values())
                .filter(stage -> stage != Stage.TOTAL)
                .map(stage -> "`" + stage + "`")
                .toList();
        assertThat(page).contains(stages);
    }

    @Test
    void namesNoCounterThatIsNotThere() {
        Set<String> named = new TreeSet<>();
        NAME.matcher(page).results().forEach(found -> named.add(found.group(1)));
        named.removeAll(POLICIES);
        Stream.of(Counter.values()).map(Counter::name).forEach(named::remove);
        Stream.of(reactor.valkka.rtsp.Stage.values()).map(Enum::name).forEach(named::remove);
        assertThat(named).isEmpty();
    }
}
