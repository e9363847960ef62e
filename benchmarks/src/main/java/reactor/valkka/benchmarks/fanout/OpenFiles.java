package reactor.valkka.benchmarks.fanout;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/** How many readers one process may have at a time: each takes sockets, and those are files. */
final class OpenFiles {

    private static final int OTHERS = 200;
    private static final int PER_READER_TCP = 1;
    private static final int PER_READER_UDP = 3;

    private OpenFiles() {}

    static int readersMost(boolean overUdp) {
        return (int) Math.max(1, (most() - OTHERS) / perReader(overUdp));
    }

    /** What to do about too many readers. */
    static String complaint(int readers, boolean overUdp) {
        return readers + " readers need " + (readers * perReader(overUdp) + OTHERS)
                + " open files, and this process may have " + most() + ": raise 'ulimit -Hn'";
    }

    private static long most() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
    }

    private static int perReader(boolean overUdp) {
        return overUdp ? PER_READER_UDP : PER_READER_TCP;
    }
}
