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
     * @param keyFrame decoding can start at this unit
     * @param arrivalNanos when it came, on the clock of {@link System#nanoTime()}
     * @return the setup, or {@code null} as long as the unit must wait for one
     */
    @Nullable
    StreamSetup setup(Track track, boolean discontinuity, boolean keyFrame, long arrivalNanos);

    /** The track as that setup has it: where some are left out, others move up. */
    default Track trackIn(StreamSetup setup, Track track) {
        return setup.tracks().get(track.index());
    }
}
