package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;

/** Gives the units of a track the setup of the whole stream that governs them, and announces it. */
@FunctionalInterface
public interface SetupSource {

    /**
     * Asked before each unit. If the setup has changed since the last one was announced, it is
     * announced before this returns.
     *
     * @param track as it is now; the same object as before where nothing has changed
     * @param discontinuity time does not simply go on before this unit
     * @return the setup, or {@code null} as long as another track of the stream is not known
     */
    @Nullable
    StreamSetup setup(Track track, boolean discontinuity);
}
