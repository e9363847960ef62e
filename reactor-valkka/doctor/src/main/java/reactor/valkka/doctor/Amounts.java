package reactor.valkka.doctor;

import java.util.Locale;

/** Figures as people read them. */
final class Amounts {

    private static final double SECONDS_PER_MINUTE = 60;
    private static final double SECONDS_PER_HOUR = 3_600;
    private static final double SECONDS_PER_DAY = 86_400;

    private Amounts() {}

    /** A span of time in the largest unit that it fills: {@code 0.120 s}, {@code 2.0 h}. */
    static String seconds(double seconds) {
        double size = Math.abs(seconds);
        if (size >= 2 * SECONDS_PER_DAY) {
            return format("%.0f days", seconds / SECONDS_PER_DAY);
        }
        if (size >= 2 * SECONDS_PER_HOUR) {
            return format("%.1f h", seconds / SECONDS_PER_HOUR);
        }
        if (size >= 2 * SECONDS_PER_MINUTE) {
            return format("%.1f min", seconds / SECONDS_PER_MINUTE);
        }
        return format(size >= 1 ? "%.1f s" : "%.3f s", seconds);
    }

    /** A size: {@code 312 KB}, {@code 940 bytes}. */
    static String bytes(long bytes) {
        return bytes < 10_000 ? bytes + " bytes" : format("%d KB", bytes / 1_000);
    }

    static String format(String pattern, Object... figures) {
        return String.format(Locale.ROOT, pattern, figures);
    }
}
