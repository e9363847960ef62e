package reactor.valkka.schedule;

/**
 * Binds threads to processors, where the system can do that. Found through {@link
 * java.util.ServiceLoader}: {@code reactor-valkka-linux} brings one. Without any, threads run
 * wherever the system likes, and the log says so once.
 *
 * <p><b>Threads:</b> safe for all. Implementations load what is native when they are made, not when
 * they are first used.
 */
public interface CpuAffinity {

    /**
     * Binds the calling thread.
     *
     * @param cpus not unpinned
     * @throws reactor.valkka.ValkkaException if the system refuses
     */
    void bindCurrentThread(CpuSet cpus);

    /** The one that was found on the class path, or one that does nothing and says so. */
    static CpuAffinity installed() {
        return InstalledAffinity.INSTANCE;
    }
}
