package reactor.valkka.benchmarks.measure;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A table that grows by a line while something is measured. */
public final class LiveTable {

    private static final int WIDTH_MIN = 8;

    private final PrintStream out;
    private final List<String> columns;
    private final boolean shown;

    /**
     * Prints the heads of the columns.
     *
     * @param shown whether anything is printed at all
     * @param columns their heads
     */
    public LiveTable(PrintStream out, boolean shown, String... columns) {
        this.out = out;
        this.shown = shown;
        this.columns = List.of(columns);
        row((Object[]) columns);
    }

    /** Prints a line: whole numbers as they are, others with two digits or so, texts. */
    public void row(Object... values) {
        if (!shown) {
            return;
        }
        StringBuilder line = new StringBuilder(" ");
        for (int i = 0; i < values.length; i++) {
            int width = Math.max(WIDTH_MIN, columns.get(i).length());
            line.append(String.format(Locale.ROOT, " %" + width + 's', text(values[i])));
        }
        out.println(line);
    }

    /** Three digits of what is small, no fraction of what is large; a dash where there is none. */
    private static String text(Object value) {
        if (!(value instanceof Double number)) {
            return String.valueOf(value);
        }
        if (number.isNaN()) {
            return "-";
        }
        String format = Math.abs(number) >= 100 ? "%.0f" : Math.abs(number) >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, number);
    }
}
