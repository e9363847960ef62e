package reactor.valkka.schedule;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Processors that threads may run on, by the numbers that the system gives them. The empty set
 * stands for all: {@link #unpinned()}.
 *
 * @param cpus rising, without repetitions
 */
public record CpuSet(List<Integer> cpus) {
    private static final CpuSet UNPINNED = new CpuSet(List.of());

    /** Numbers beyond this are taken for mistakes; the largest systems have a few thousand. */
    private static final int CPU_MAX = 8191;

    /** Checks, sorts and copies. */
    public CpuSet {
        for (int cpu : cpus) {
            if (cpu < 0 || cpu > CPU_MAX) {
                throw new IllegalArgumentException(
                        "A CPU has a number from 0 to " + CPU_MAX + ", got " + cpu);
            }
        }
        cpus = List.copyOf(new TreeSet<>(cpus));
    }

    /** All processors: threads are not bound. */
    public static CpuSet unpinned() {
        return UNPINNED;
    }

    /** Some processors. */
    public static CpuSet of(int... cpus) {
        return new CpuSet(IntStream.of(cpus).boxed().toList());
    }

    /**
     * Reads numbers and ranges, as the Linux kernel and {@code taskset} write them: {@code 0-3,6}.
     * A blank text stands for {@link #unpinned()}.
     *
     * @throws IllegalArgumentException if it is written otherwise
     */
    public static CpuSet parse(String text) {
        if (text.isBlank()) {
            return UNPINNED;
        }
        TreeSet<Integer> cpus = new TreeSet<>();
        for (String part : text.split(",", -1)) {
            String[] ends = part.trim().split("-", 2);
            int first = number(ends[0], text);
            int last = number(ends[ends.length - 1], text);
            if (first > last) {
                throw malformed(text);
            }
            IntStream.rangeClosed(first, last).forEach(cpus::add);
        }
        return new CpuSet(List.copyOf(cpus));
    }

    private static int number(String digits, String text) {
        String trimmed = digits.trim();
        if (trimmed.isEmpty() || trimmed.length() > 4) {
            throw malformed(text);
        }
        for (int i = 0; i < trimmed.length(); i++) {
            if (trimmed.charAt(i) < '0' || trimmed.charAt(i) > '9') {
                throw malformed(text);
            }
        }
        return Integer.parseInt(trimmed);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "CPUs are written as numbers and ranges like 0-3,6, got \"" + text + "\"");
    }

    /** True if threads are not bound. */
    public boolean isUnpinned() {
        return cpus.isEmpty();
    }

    /** The part of this set for the n-th of several threads: one processor each, in turn. */
    public CpuSet forThread(int index) {
        return isUnpinned() ? this : CpuSet.of(cpus.get(index % cpus.size()));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < cpus.size()) {
            int last = at;
            while (last + 1 < cpus.size() && cpus.get(last + 1) == cpus.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(cpus.get(at));
            if (last > at) {
                text.append('-').append(cpus.get(last));
            }
            at = last + 1;
        }
        return text.toString();
    }
}
