package reactor.valkka.pool;

import reactor.valkka.ValkkaException;

/** The system has less direct memory than a pool was promised. */
public final class PoolMemoryException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String pool;
    private final long reservedBytes;
    private final long wantedBytes;

    /** Creates the error with the numbers that matter. */
    public PoolMemoryException(
            String pool, long reservedBytes, long wantedBytes, OutOfMemoryError cause) {
        super(
                "Pool '" + pool + "' has " + reservedBytes + " bytes and wants " + wantedBytes
                        + " more, but the JVM refuses (" + cause.getMessage()
                        + "); raise -XX:MaxDirectMemorySize or make the pool smaller",
                cause);
        this.pool = pool;
        this.reservedBytes = reservedBytes;
        this.wantedBytes = wantedBytes;
    }

    /** Name of the pool. */
    public String pool() {
        return pool;
    }

    /** What the pool has got before. */
    public long reservedBytes() {
        return reservedBytes;
    }

    /** What was asked for and refused. */
    public long wantedBytes() {
        return wantedBytes;
    }
}
