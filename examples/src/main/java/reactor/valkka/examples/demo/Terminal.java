package reactor.valkka.examples.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Standard output: lines that stay, and on a terminal a block below them that is drawn again and
 * again. Safe for all threads.
 */
final class Terminal {
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private final PrintStream output;
    private final boolean canRedraw;
    private List<String> block = List.of();

    Terminal(PrintStream output, boolean canRedraw) {
        this.output = output;
        this.canRedraw = canRedraw;
    }

    /** Standard output as it is. */
    static Terminal standard() {
        return new Terminal(System.out, isTerminal());
    }

    /** {@code System.console()} tells of input, too, and newer JDKs differ: ask the system. */
    private static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }

    /** True if a block of lines can be drawn over itself. */
    boolean canRedraw() {
        return canRedraw;
    }

    /** Prints a line for good. */
    synchronized void println(String line) {
        StringBuilder text = erase();
        text.append(line).append('\n');
        print(append(text));
    }

    /** Draws a block below all lines, in place of the one before. */
    synchronized void draw(List<String> lines) {
        StringBuilder text = erase();
        block = List.copyOf(lines);
        print(append(text));
    }

    private StringBuilder erase() {
        StringBuilder text = new StringBuilder();
        if (!block.isEmpty()) {
            text.append("\u001b[")
                    .append(block.size())
                    .append('A')
                    .append('\r')
                    .append(ERASE_BELOW);
        }
        return text;
    }

    private StringBuilder append(StringBuilder text) {
        if (!block.isEmpty()) {
            text.append(NO_WRAP);
            block.forEach(line -> text.append(line).append('\n'));
            text.append(WRAP);
        }
        return text;
    }

    private void print(StringBuilder text) {
        output.print(text);
        output.flush();
    }
}
