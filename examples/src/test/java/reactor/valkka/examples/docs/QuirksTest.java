package reactor.valkka.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each line of the catalogue of what cameras do ends with tests that exist. */
class QuirksTest {
    private static final Path PAGE = Pages.ROOT.resolve("docs/quirks.md");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)\\.(\\w+)`");
    private static final Map<String, List<String>> SOURCES = Pages.below(Pages.ROOT)
            .filter(file -> file.toString().endsWith("Test.java"))
            .collect(Collectors.groupingBy(
                    file -> file.getFileName().toString().replace(".java", ""),
                    Collectors.mapping(Pages::read, Collectors.toList())));

    static Stream<String> lines() {
        return Pages.read(PAGE)
                .lines()
                .filter(line -> line.startsWith("|"))
                .filter(line -> !line.startsWith("|---") && !line.endsWith("| test |"));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void endsWithTestsThatExist(String line) {
        String[] cells = line.split(" \\| ?", -1);
        List<MatchResult> tests = TEST.matcher(cells[3]).results().toList();
        assertThat(cells[3].strip())
                .as("only tests, with commas between: %s", line)
                .isEqualTo(tests.stream().map(MatchResult::group).collect(Collectors.joining(", ")))
                .isNotEmpty();
        assertThat(tests).as("tests of %s", line).allMatch(QuirksTest::exists);
    }

    private static boolean exists(MatchResult test) {
        return SOURCES.getOrDefault(test.group(1), List.of()).stream()
                .anyMatch(source -> source.contains("void " + test.group(2) + "("));
    }
}
