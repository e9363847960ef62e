package reactor.valkka.benchmarks.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Time of all processors together, in ticks, from {@code /proc/stat}.
 *
 * @param stolen in which the host of a virtual machine let others run although there was work here
 * @param all of it
 */
public record HostTime(long stolen, long all) {

    private static final Path STAT = Path.of("/proc/stat");
    private static final int STOLEN_AT = 7;
    private static final int SORTS = 8; // what follows is counted in these already
    private static final double TOLD_LEAST = 0.02;

    /** As it is at this moment. */
    public static HostTime now() {
        try (Stream<String> lines = Files.lines(STAT)) {
            long[] ticks = lines.filter(line -> line.startsWith("cpu "))
                    .findFirst()
                    .map(HostTime::ticks)
                    .map(all -> Arrays.copyOf(all, SORTS))
                    .orElse(new long[SORTS]);
            return new HostTime(ticks[STOLEN_AT], Arrays.stream(ticks).sum());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long[] ticks(String line) {
        return Arrays.stream(line.split("\\s+", -1))
                .skip(1)
                .limit(SORTS)
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** Says how much was stolen since an earlier look, where that matters to what was measured. */
    public void tellSince(HostTime earlier, Consumer<? super String> say) {
        double part = (double) (stolen - earlier.stolen) / Math.max(1, all - earlier.all);
        if (part >= TOLD_LEAST) {
            say.accept(String.format(
                    Locale.ROOT,
                    "  host: other machines had %.0f %% of the processors' time meanwhile: delays"
                            + " are longer by it, and caches colder",
                    100 * part));
        }
    }
}
