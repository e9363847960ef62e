package reactor.valkka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class PageTest {

    private static final List<Finding> FINDINGS = List.of(Finding.of(
            Symptom.RECEIVE_BUFFER_SMALL, "net.core.rmem_max is 208 KiB", "sysctl -w 'a=b'"));

    private static String page(Page.Style style) {
        return new Page(style)
                .title("Camera cam-7")
                .fact("size", "1920×1080")
                .fact("empty", "")
                .findings(FINDINGS)
                .verdict(Verdict.NEEDS_CARE, FINDINGS)
                .toString();
    }

    @Test
    void isPlainTextWhereNothingElseIsWanted() {
        assertThat(page(new Page.Style(70, false, true))).isEqualTo("""
                        Camera cam-7
                          size             1920x1080

                        Findings
                          warning          net.core.rmem_max is 208 KiB
                                           A camera over UDP sends a key frame of some hundred
                                           kilobytes in one burst; what does not fit into the
                                           socket's buffer is lost. TCP is not affected.
                                           -> Allow larger buffers.
                                           $ sysctl -w 'a=b'

                        doctor: 1 thing needs care
                        """);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 60, 80, 120})
    void keepsToTheColumnsBetweenWords(int columns) {
        String text = page(new Page.Style(columns, false, false));
        assertThat(text.lines().filter(line -> !line.contains("$")))
                .allSatisfy(line ->
                        assertThat(line.length()).isLessThanOrEqualTo(Math.max(40, columns)));
    }

    @Test
    void endsAsTheProcessDoes() {
        Finding note = Finding.of(Symptom.NO_SENDER_REPORTS, "no sender report came in 6 s");
        assertThat(note.severity()).isEqualTo(Severity.NOTE);
        assertThat(end(List.of())).isEqualTo("0 doctor: healthy");
        assertThat(end(List.of(note))).isEqualTo("0 doctor: healthy, see the notes");
        assertThat(end(FINDINGS)).isEqualTo("1 doctor: 1 thing needs care");
    }

    private static String end(List<Finding> findings) {
        Verdict verdict = Verdict.of(findings);
        Page page = new Page(Page.Style.PLAIN).verdict(verdict, findings);
        return verdict.exitStatus() + " " + page.toString().strip();
    }

    @Test
    void coloursChangeNoText() {
        String coloured = page(new Page.Style(80, true, false));
        assertThat(coloured).contains("\u001b[33;1m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(page(new Page.Style(80, false, false)));
    }

    @Test
    void whatACameraSaysCannotDriveTheTerminal() {
        String text = new Page(Page.Style.PLAIN)
                .title("evil\u001b[2J\u0007")
                .fact("server", "a\r\nb\u009b")
                .toString();
        assertThat(text.chars().filter(c -> c != '\n' && Character.isISOControl(c)))
                .isEmpty();
    }

    @Test
    void colourNeedsATerminalThatWantsIt() {
        assertThat(StandardOutput.style(Map.of(), true).colour()).isTrue();
        assertThat(StandardOutput.style(Map.of(), false).colour()).isFalse();
        assertThat(StandardOutput.style(Map.of("NO_COLOR", "1"), true).colour()).isFalse();
        assertThat(StandardOutput.style(Map.of("NO_COLOR", ""), true).colour()).isTrue();
        assertThat(StandardOutput.style(Map.of("TERM", "dumb"), true).colour()).isFalse();
    }

    @Test
    void widthIsTheTerminals() {
        assertThat(StandardOutput.style(Map.of("COLUMNS", "100"), true).columns())
                .isEqualTo(100);
        assertThat(StandardOutput.style(Map.of("COLUMNS", "100"), false).columns())
                .isEqualTo(80);
        assertThat(StandardOutput.style(Map.of("COLUMNS", "7"), true).columns()).isEqualTo(40);
        assertThat(StandardOutput.style(Map.of("COLUMNS", "999"), true).columns())
                .isEqualTo(120);
        assertThat(StandardOutput.style(Map.of("COLUMNS", "wide"), true).columns())
                .isEqualTo(80);
    }

    @Test
    void lettersAreTheLocales() {
        assertThat(StandardOutput.style(Map.of("LANG", "C.UTF-8"), true).plainAscii())
                .isFalse();
        assertThat(StandardOutput.style(Map.of("LANG", "C"), true).plainAscii()).isTrue();
        assertThat(StandardOutput.style(Map.of("LANG", "de_DE.utf8", "LC_ALL", "POSIX"), true)
                        .plainAscii())
                .isTrue();
    }
}
