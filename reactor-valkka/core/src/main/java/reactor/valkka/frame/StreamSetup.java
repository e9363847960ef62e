package reactor.valkka.frame;

import java.util.List;

/**
 * What the units that follow are: tracks with codec, parameter sets and clock rate. Comes first in
 * every stream and again at each change; lives on the heap, so that {@link #share()} and {@link
 * #close()} cost nothing. Every {@link AccessUnit} refers to the setup that governs it.
 *
 * @param stream whose setup this is
 * @param tracks all tracks, by index
 * @param pacing who sets the speed from here on
 * @param discontinuity true if time does not simply go on from the unit before: after a reconnect,
 *     a seek or the start of another loop
 */
public record StreamSetup(StreamId stream, List<Track> tracks, Pacing pacing, boolean discontinuity)
        implements EncodedFrame {

    /** Checks and copies. */
    public StreamSetup {
        tracks = List.copyOf(tracks);
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).index() != i) {
                throw new IllegalArgumentException("Track " + i + " of " + stream + " says index "
                        + tracks.get(i).index());
            }
        }
    }

    /** A setup that continues the time of what came before. */
    public static StreamSetup of(StreamId stream, Pacing pacing, Track... tracks) {
        return new StreamSetup(stream, List.of(tracks), pacing, false);
    }

    /** True if one of the tracks carries pictures. */
    public boolean hasVideo() {
        for (Track track : tracks) {
            if (track.kind() == TrackKind.VIDEO) {
                return true;
            }
        }
        return false;
    }

    /** The same setup, flagged as a discontinuity or not. */
    public StreamSetup withDiscontinuity(boolean flagged) {
        return new StreamSetup(stream, tracks, pacing, flagged);
    }

    @Override
    public long pts() {
        return NO_PTS;
    }

    @Override
    public Dependency dependency() {
        return Dependency.SETUP;
    }

    @Override
    public boolean afterLoss() {
        return false;
    }

    @Override
    public StreamSetup setup() {
        return this;
    }

    @Override
    public StreamSetup share() {
        return this;
    }

    @Override
    public void close() {}
}
