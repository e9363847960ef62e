package reactor.valkka.pool;

import reactor.valkka.ValkkaException;

/** A share was refused because what a pool has promised already leaves too little for it. */
public final class PoolExhaustedException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String pool;
    private final long wantedBytes;
    private final long freeBytes;

    /** Creates the error with the numbers that matter. */
    public PoolExhaustedException(String pool, String owner, long wantedBytes, long freeBytes) {
        super("Pool '" + pool + "' cannot promise " + wantedBytes + " bytes to " + owner
                + ", only " + freeBytes + " bytes are not promised yet; make the pool larger"
                + " or ask for less");
        this.pool = pool;
        this.wantedBytes = wantedBytes;
        this.freeBytes = freeBytes;
    }

    /** Name of the pool. */
    public String pool() {
        return pool;
    }

    /** What was asked for. */
    public long wantedBytes() {
        return wantedBytes;
    }

    /** What could still be promised. */
    public long freeBytes() {
        return freeBytes;
    }
}
