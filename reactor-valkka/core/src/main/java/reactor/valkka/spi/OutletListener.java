package reactor.valkka.spi;

/**
 * What a producer is told by its {@link Outlet}. Called on the subscriber's threads; must be quick
 * and not block.
 */
public interface OutletListener {

    /** The subscriber has asked for frames. */
    default void requested(long frames) {}

    /** Frames have been delivered. */
    default void delivered(long frames) {}

    /** Nobody wants frames any more: stop and let go. May be called more than once. */
    void cancelled();
}
