package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.Nullable;

import reactor.valkka.benchmarks.measure.Worker;

import java.util.Locale;

/**
 * What one server did for so many readers.
 *
 * @param server its name
 * @param wanted how many readers there should be
 * @param report what the readers saw
 * @param seconds measured
 * @param cpu of the server's process alone
 * @param readersCpu of the process with the readers
 * @param aloneMillis processor time that the server needs in a second for one reader; NaN where
 *     that was not measured
 * @param pssBytes memory of the server's process
 */
record FanoutFigures(
        String server,
        int wanted,
        ReaderReport report,
        double seconds,
        Worker.Cpu cpu,
        Worker.Cpu readersCpu,
        double aloneMillis,
        long pssBytes) {

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final double DELIVERED_LEAST = 0.97;

    FanoutFigures withAloneMillis(double millis) {
        return new FanoutFigures(
                server, wanted, report, seconds, cpu, readersCpu, millis, pssBytes);
    }

    double gigabits() {
        return report.bytes() * 8 / 1e9 / seconds;
    }

    double cores() {
        return cores(cpu);
    }

    private double cores(Worker.Cpu used) {
        return used.millis() / MILLIS_PER_SECOND / seconds;
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
    boolean isComplete() {
        // A key frame may have come just before the beginning and the last one just after the end.
        double each = FanoutCamera.BITS_PER_SECOND / 8 * seconds - FanoutCamera.KEY_FRAME_BYTES;
        return report.readers() == wanted
                && report.lost() == 0
                && report.over() == 0
                && report.behind() == 0
                && report.bytes() > DELIVERED_LEAST * each * wanted;
    }

    /** What the readers did not get; null if they got everything in time. */
    @Nullable
    String complaint() {
        return isComplete()
                ? null
                : String.format(
                        Locale.ROOT,
                        "not every reader got everything: %d of %d got in, %d were hung up on, %d"
                                + " were a second behind, %d packets were lost, %.3f Gbit/s came",
                        report.readers(),
                        wanted,
                        report.over(),
                        report.behind(),
                        report.lost(),
                        gigabits());
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

    /** What stands above {@link #row()}; of server and readers: the cores that they take. */
    static String heading() {
        return String.format(
                Locale.ROOT,
                "  %8s %8s %8s %8s %10s %8s %12s %12s %9s",
                "readers",
                "got in",
                "hung up",
                "late",
                "lost",
                "Gbit/s",
                "server cores",
                "their cores",
                "p99 ms");
    }

    /** A line of a table. */
    String row() {
        return String.format(
                Locale.ROOT,
                "  %8d %8d %8d %8d %10d %8.3f %12.3f %12.3f %9.1f  %s",
                wanted,
                report.readers(),
                report.over(),
                report.behind(),
                report.lost(),
                gigabits(),
                cores(),
                cores(readersCpu),
                report.p99Millis(),
                isComplete() ? "complete" : "not complete");
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
