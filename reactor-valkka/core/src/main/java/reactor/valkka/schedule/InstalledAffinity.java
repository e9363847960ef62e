package reactor.valkka.schedule;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds the way to bind threads on this system, once. */
final class InstalledAffinity {
    private static final Logger LOG = LoggerFactory.getLogger(CpuAffinity.class);
    static final CpuAffinity INSTANCE = find();

    private InstalledAffinity() {}

    private static CpuAffinity find() {
        try {
            Iterator<CpuAffinity> found = ServiceLoader.load(
                            CpuAffinity.class, CpuAffinity.class.getClassLoader())
                    .iterator();
            if (found.hasNext()) {
                return found.next();
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.warn("Threads cannot be bound to processors", e);
        }
        return new Unbound();
    }

    /** Does nothing, and says so the first time. */
    static final class Unbound implements CpuAffinity {
        private final AtomicBoolean said = new AtomicBoolean();

        @Override
        public void bindCurrentThread(CpuSet cpus) {
            if (said.compareAndSet(false, true)) {
                LOG.warn(
                        "Thread {} was to run on CPU {} only, but there is nothing that binds"
                                + " threads on this system (on Linux: reactor-valkka-linux)",
                        Thread.currentThread().getName(),
                        cpus);
            }
        }
    }
}
