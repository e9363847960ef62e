package reactor.valkka.benchmarks.fanout;

import java.util.Locale;

/**
 * What one server did for so many readers.
 *
 * @param server its name
 * @param report what the readers saw
 * @param seconds measured
 * @param cpu of the server's process alone
 * @param aloneMillis processor time that the server needs in a second for one reader
 * @param pssBytes memory of the server's process
 */
record FanoutFigures(
        String server,
        ReaderReport report,
        double seconds,
        Worker.Cpu cpu,
        double aloneMillis,
        long pssBytes) {

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double DELIVERED_LEAST = 0.97;

    double gigabits() {
        return report.bytes() * 8 / 1e9 / seconds;
    }

    double cores() {
        return cpu.millis() / MILLIS_PER_SECOND / seconds;
    }

    /** Processor time in a second, the server's own share included. */
    double millisPerReader() {
        return cpu.millis() / seconds / Math.max(1, report.readers());
    }

    /** Processor time in a second of each reader behind the first. */
    double millisPerAddedReader() {
        return (cpu.millis() / seconds - aloneMillis) / Math.max(1, report.readers() - 1);
    }

    /** Whether every reader got everything in time. */
    boolean isComplete(int readers) {
        double expected = FanoutCamera.BITS_PER_SECOND * readers / 1e9;
        return report.readers() == readers
                && report.lost() == 0
                && report.over() == 0
                && report.behind() == 0
                && gigabits() > DELIVERED_LEAST * expected;
    }

    /** The line with the figures. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%s: readers %d, delivered %.3f Gbit/s, server cores %.3f, Gbit/s per core %.2f,"
                        + " lost %d, p99 delay %.1f ms",
                server,
                report.readers() - report.over(),
                gigabits(),
                cores(),
                gigabits() / cores(),
                report.lost(),
                report.p99Millis());
    }

    /** What the line does not say. */
    String details() {
        return String.format(
                Locale.ROOT,
                "  %s: %.3f ms of CPU a second per reader (%.0f %% in the kernel), %.3f per added"
                        + " reader (with one reader %.1f), delay median %.1f, longest %.1f ms,"
                        + " PSS %.0f MB%s%s",
                server,
                millisPerReader(),
                100 * cpu.systemMillis() / cpu.millis(),
                millisPerAddedReader(),
                aloneMillis,
                report.medianMillis(),
                report.longestMillis(),
                pssBytes / 1e6,
                report.over() == 0 ? "" : ", hung up on " + report.over(),
                report.behind() == 0 ? "" : ", more than a second behind " + report.behind());
    }
}
