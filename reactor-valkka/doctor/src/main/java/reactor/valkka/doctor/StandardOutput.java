package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * What standard output can show: colour on a terminal only, and never where {@code NO_COLOR} is
 * set (no-color.org); as many columns as {@code COLUMNS} says.
 */
final class StandardOutput {

    private static final int COLUMNS = 80;
    private static final int COLUMNS_MAX = 120;

    private StandardOutput() {}

    static Page.Style style() {
        return style(System.getenv(), isTerminal());
    }

    static Page.Style style(Map<String, String> environment, boolean terminal) {
        String noColour = environment.getOrDefault("NO_COLOR", "");
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean colour = terminal && noColour.isEmpty() && !dumb;
        int columns = terminal ? columns(environment.get("COLUMNS")) : COLUMNS;
        return new Page.Style(columns, colour, charset(environment) != StandardCharsets.UTF_8);
    }

    /** Java 17 writes what the locale can show; we write UTF-8 where the terminal says so. */
    static void print(String text) {
        Charset charset = charset(System.getenv());
        byte[] bytes = text.getBytes(charset);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    /** Text wider than that is hard to read. */
    private static int columns(@Nullable String value) {
        try {
            int columns = value == null ? COLUMNS : Integer.parseInt(value.strip());
            return Math.min(COLUMNS_MAX, columns);
        } catch (NumberFormatException noNumber) {
            return COLUMNS;
        }
    }

    private static Charset charset(Map<String, String> environment) {
        String locale = environment.getOrDefault("LC_ALL", "");
        locale = locale.isEmpty() ? environment.getOrDefault("LC_CTYPE", "") : locale;
        locale = locale.isEmpty() ? environment.getOrDefault("LANG", "") : locale;
        String name = locale.toLowerCase(Locale.ROOT);
        boolean utf8 = name.endsWith("utf-8") || name.endsWith("utf8");
        return utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    }

    /** {@code System.console()} tells of input, too, and newer JDKs differ: ask the system. */
    static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return System.console() != null;
        }
    }
}
