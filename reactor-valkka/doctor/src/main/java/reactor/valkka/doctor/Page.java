package reactor.valkka.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A report as lines for a terminal or a file: wrapped to a width, coloured where that is wanted,
 * and never with a control character that a camera sent.
 */
final class Page {

    private static final int LABEL = 17;
    private static final int COLUMNS_MIN = 40;

    /**
     * How lines look.
     *
     * @param columns of the terminal, at least 40
     * @param colour whether escape sequences are understood
     * @param plainAscii whether nothing but ASCII can be shown
     */
    record Style(int columns, boolean colour, boolean plainAscii) {
        /** Fits everywhere. */
        static final Style PLAIN = new Style(80, false, false);

        Style {
            columns = Math.max(COLUMNS_MIN, columns);
        }
    }

    private final Style style;
    private final StringBuilder out = new StringBuilder(2_048);

    Page(Style style) {
        this.style = style;
    }

    /** What the page is about. */
    Page title(String text) {
        out.append(paint("1", clean(text))).append('\n');
        return this;
    }

    /** A line of its own between parts. */
    Page heading(String text) {
        out.append('\n').append(paint("1", clean(text))).append('\n');
        return this;
    }

    /** A fact behind its name; an empty one is left out. */
    Page fact(String label, String value) {
        if (!value.isEmpty()) {
            String name = label.length() >= LABEL ? label + ' ' : label;
            String padded = name + " ".repeat(Math.max(0, LABEL - name.length()));
            wrapped(paint("2", "  " + padded), LABEL + 2, clean(value));
        }
        return this;
    }

    /** All findings, or a sentence where there are none. */
    Page findings(List<Finding> findings) {
        heading("Findings");
        if (findings.isEmpty()) {
            wrapped("  ", 2, "none");
        }
        for (Finding finding : findings) {
            finding(finding);
        }
        return this;
    }

    private void finding(Finding finding) {
        String label = finding.severity().name().toLowerCase(Locale.ROOT);
        String colour = switch (finding.severity()) {
            case NOTE -> "36";
            case WARNING -> "33";
            case SERIOUS -> "31";
        };
        String padded = label + " ".repeat(LABEL - label.length());
        wrapped(paint(colour + ";1", "  " + padded), LABEL + 2, clean(finding.seen()));
        String indent = " ".repeat(LABEL + 2);
        wrapped(indent, indent.length(), finding.means());
        wrapped(indent, indent.length(), "→ " + finding.advice());
        finding.commands().forEach(command -> code(indent, "$ " + command));
    }

    /** Lines that must not be broken. */
    Page code(List<String> lines) {
        lines.forEach(line -> code("  ", line));
        return this;
    }

    private void code(String indent, String line) {
        out.append(indent).append(paint("36", clean(line))).append('\n');
    }

    /** What it comes to, in one line. */
    Page verdict(Verdict verdict, List<Finding> findings) {
        long care = findings.stream().filter(f -> f.severity() != Severity.NOTE).count();
        String text = switch (verdict) {
            case HEALTHY -> findings.isEmpty() ? "healthy" : "healthy, see the notes";
            case NEEDS_CARE -> care == 1 ? "1 thing needs care" : care + " things need care";
            case NOT_EXAMINED -> "could not be examined";
        };
        String colour = verdict == Verdict.HEALTHY ? "32;1" : "31;1";
        out.append('\n').append(paint(colour, "doctor: " + text)).append('\n');
        return this;
    }

    /** Breaks a text between words; later lines begin where the first one's text does. */
    private void wrapped(String start, int startColumns, String text) {
        String indent = " ".repeat(startColumns);
        int room = style.columns - startColumns;
        out.append(start);
        List<String> lines = wrap(visible(text), Math.max(16, room));
        for (int i = 0; i < lines.size(); i++) {
            out.append(i == 0 ? "" : indent).append(lines.get(i)).append('\n');
        }
    }

    private static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private String clean(String text) {
        return visible(text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
    }

    private String visible(String text) {
        if (!style.plainAscii) {
            return text;
        }
        String plain = text.replace('×', 'x').replace("→", "->").replace("…", "...");
        return plain.replaceAll("[^\\x00-\\x7F]", "?");
    }

    private String paint(String code, String text) {
        return style.colour ? "\u001b[" + code + 'm' + text + "\u001b[0m" : text;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
