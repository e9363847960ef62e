package reactor.valkka.benchmarks.fanout;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What slow readers did to the others and to the server.
 *
 * @param before the quick readers before the slow ones came
 * @param beside the quick readers beside them
 * @param after the quick readers after they had left
 * @param slow those that read a tenth, at their end
 * @param stuck those that read nothing, at their end
 * @param status the server's, when they were there
 */
record SlowReadersFigures(
        ReaderReport before,
        ReaderReport beside,
        ReaderReport after,
        ReaderReport slow,
        ReaderReport stuck,
        ServerStatus status) {

    static final int QUICK = 175;
    static final int SLOW = 20;
    static final int STUCK = 5;
    static final int ALL = QUICK + SLOW + STUCK;

    private static final double RATIO_MOST = 2;

    private double aloneMillis() {
        return (before.p99Millis() + after.p99Millis()) / 2;
    }

    private double ratio() {
        return beside.p99Millis() / aloneMillis();
    }

    /** Whether the two measurements without slow ones differ so much that the ratio says little. */
    boolean isUnquiet() {
        double least = Math.min(before.p99Millis(), after.p99Millis());
        return Math.max(before.p99Millis(), after.p99Millis()) > RATIO_MOST * least;
    }

    /** What is not as it should be; null if all is. */
    @Nullable
    String complaint() {
        List<String> complaints = complaints();
        return complaints.isEmpty() ? null : "expected " + String.join("; ", complaints);
    }

    private List<String> complaints() {
        List<String> found = new ArrayList<>();
        expect(found, after.readers() == QUICK, "175 quick readers, %d got in", after.readers());
        expect(
                found,
                after.lost() == 0,
                "that quick ones lose nothing, they lost %d",
                after.lost());
        expect(found, after.over() == 0, "that no quick one is hung up on, %d were", after.over());
        expect(
                found,
                beside.behind() + after.behind() == 0,
                "that no quick one is a second behind, %d were",
                beside.behind() + after.behind());
        expect(found, ratio() <= RATIO_MOST, "a ratio of at most 2, it is %.2f", ratio());
        expect(found, slow.jumped() == SLOW, "that 20 slow ones skip, %d did", slow.jumped());
        expect(
                found,
                slow.jumpsAmiss() == 0,
                "that slow ones go on at a key frame, %d times they did not",
                slow.jumpsAmiss());
        expect(found, stuck.over() == STUCK, "that 5 are hung up on, %d were", stuck.over());
        expect(
                found,
                status.mostBytes() <= status.boundBytes(),
                "at most %d bytes of buffers, there were %d",
                status.boundBytes(),
                status.mostBytes());
        return found;
    }

    private static void expect(
            List<String> complaints, boolean fulfilled, String expectation, Object... figures) {
        if (!fulfilled) {
            complaints.add(String.format(Locale.ROOT, expectation, figures));
        }
    }

    /** The line with the figures. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "slow-readers: p99 delay %.1f ms, without slow ones %.1f ms, ratio %.2f, lost %d,"
                        + " slow ones skipped %d units, hung up on %d, memory %.1f of at most"
                        + " %.1f MB",
                beside.p99Millis(),
                aloneMillis(),
                ratio(),
                after.lost(),
                status.skippedUnits(),
                slow.over() + stuck.over(),
                status.mostBytes() / 1e6,
                status.boundBytes() / 1e6);
    }
}
