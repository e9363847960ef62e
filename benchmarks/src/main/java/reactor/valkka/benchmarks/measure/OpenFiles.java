package reactor.valkka.benchmarks.measure;

import com.sun.management.UnixOperatingSystemMXBean;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;

/** How many sockets one process may have at a time, which are files to the system. */
public final class OpenFiles {

    private static final int OTHERS = 200;

    private OpenFiles() {}

    /** How many of those who take so many sockets each there may be, at least one. */
    public static int most(int socketsOfOne) {
        return (int) Math.max(1, (limit() - OTHERS) / socketsOfOne);
    }

    /**
     * What to do about too many; null where they are not.
     *
     * @param count how many there should be in one process
     * @param who they are, in the plural
     * @param socketsOfOne that each takes
     */
    public static @Nullable String complaint(int count, String who, int socketsOfOne) {
        return count <= most(socketsOfOne)
                ? null
                : count + " " + who + " need " + (count * socketsOfOne + OTHERS)
                        + " open files, and this process may have " + limit()
                        + ": raise 'ulimit -Hn'";
    }

    /** Processes that this one starts may have as many. */
    private static long limit() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
    }
}
