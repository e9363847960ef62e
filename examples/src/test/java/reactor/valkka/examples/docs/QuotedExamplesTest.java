package reactor.valkka.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Java in the readme and in the guide is quoted from a file that the build compiles: each block
 * stands behind {@code <!-- example: File.java -->}, and is in that file word for word, but for
 * white space.
 */
class QuotedExamplesTest {
    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile("<!-- example: (\\S+\\.java) -->\\s*$");

    static Stream<Path> pages() {
        return Pages.withExamples();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void quotesOnlyCodeThatTheBuildCompiles(Path page) {
        String text = Pages.read(page);
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            Matcher mark = MARK.matcher(text.substring(0, block.start()));
            assertThat(mark.find())
                    .as("%s: which example is this from?%n%s", page, block.group(1))
                    .isTrue();
            assertThat(flat(example(mark.group(1))))
                    .as("%s quotes %s", page, mark.group(1))
                    .contains(flat(block.group(1)));
        }
    }

    private static String example(String name) {
        return Pages.below(Pages.ROOT.resolve("examples/src"))
                .filter(file -> file.endsWith(name))
                .map(Pages::read)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no example " + name));
    }

    /** Without white space: a page has narrower lines than the code. */
    private static String flat(String code) {
        return code.replaceAll("\\s+", "");
    }
}
