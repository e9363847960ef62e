package reactor.valkka.spi;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Frame;
import reactor.valkka.frame.KeyFramed;

/**
 * Sees to it that a consumer knows the setup of each frame it gets, whatever was dropped before:
 * every frame refers to its setup, so a lost announcement can be made again.
 *
 * <p><b>Threads:</b> not safe for several; its owner serializes the calls.
 *
 * @param <F> kind of the frames
 */
public final class SetupAnnouncer<F extends Frame> {
    private @Nullable Frame announced;

    /** Nothing has been announced yet. */
    public SetupAnnouncer() {}

    /**
     * To be called with each frame just before it is handed on.
     *
     * @return the setup to hand on before it, as a reference of the caller's own; or {@code null}
     */
    @SuppressWarnings("unchecked") // the setup of a frame is of the frame's own kind
    public @Nullable F before(F frame) {
        if (!(frame instanceof KeyFramed keyFramed)) {
            return null;
        }
        Frame setup = keyFramed.setup();
        boolean known = setup == announced || setup.equals(announced);
        announced = setup;
        boolean announcesItself = keyFramed.dependency() == KeyFramed.Dependency.SETUP;
        return known || announcesItself ? null : (F) setup.share();
    }
}
