package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.SetupSource;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tracks of a stream as far as they are known, and the setup that follows from them.
 *
 * <p>The setup is announced once all tracks are known, just before the first unit that it governs,
 * and again when one of them has become another one. A track whose format the description tells is
 * known from the beginning; video without parameter sets in the description is known when they
 * come. Until then no track has units.
 *
 * <p>A jump in the time of sound or metadata announces nothing where there is video: a new setup
 * makes every consumer wait for a key frame, and the pictures have not jumped.
 *
 * <p><b>Threads:</b> one.
 */
public final class StreamTracks implements SetupSource {
    private final StreamId stream;
    private final Pacing pacing;
    private final @Nullable Track[] tracks;
    private final Consumer<? super StreamSetup> target;
    private @Nullable StreamSetup setup;
    private boolean afterBreak;

    /**
     * Begins with nothing known.
     *
     * @param stream whose tracks these are
     * @param pacing who sets the speed
     * @param count how many tracks there will be
     * @param target takes the setups
     */
    public StreamTracks(
            StreamId stream, Pacing pacing, int count, Consumer<? super StreamSetup> target) {
        this.stream = stream;
        this.pacing = pacing;
        this.target = target;
        tracks = new Track[count];
    }

    /** What the description says of a track; announces nothing. */
    public void describe(Track track) {
        tracks[track.index()] = track;
    }

    /** The stream goes on after a break: its next setup is flagged, even if it is the same. */
    public void discontinuity() {
        afterBreak = true;
    }

    /** The setup last announced, {@code null} before the first. */
    public @Nullable StreamSetup setup() {
        return setup;
    }

    @Override
    public @Nullable StreamSetup setup(Track track, boolean discontinuity) {
        StreamSetup known = setup;
        boolean flagged = afterBreak || discontinuity && setsThePace(track);
        boolean changed = !track.equals(tracks[track.index()]);
        tracks[track.index()] = track;
        if (known != null && !changed && !flagged || !isComplete()) {
            afterBreak |= flagged;
            return known;
        }
        StreamSetup made = new StreamSetup(stream, List.of(tracks), pacing, flagged);
        setup = made;
        afterBreak = false;
        target.accept(made);
        return made;
    }

    private boolean isComplete() {
        return !Arrays.asList(tracks).contains(null);
    }

    private boolean setsThePace(Track track) {
        if (track.kind() == TrackKind.VIDEO) {
            return true;
        }
        for (Track other : tracks) {
            if (other != null && other.kind() == TrackKind.VIDEO) {
                return false;
            }
        }
        return true;
    }
}
