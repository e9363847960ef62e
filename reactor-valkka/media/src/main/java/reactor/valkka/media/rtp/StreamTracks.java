package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.StreamId;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.bitstream.SetupSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The tracks of a stream as far as they are known, and the setup that follows from them.
 *
 * <p>The setup is announced once all tracks are known, just before the first unit that it governs,
 * and again when one of them has become another one. A track whose format the description tells is
 * known from the beginning; video without parameter sets in the description is known when they
 * come. Until then no track has units, but not for ever: where {@value #PATIENCE_SECONDS} s after
 * the first unit a track is not known or video has not begun, the setup leaves it out, and the
 * others move up. When it begins after all, a new setup says so. In a recording, which comes as
 * slowly as it is asked for, all wait.
 *
 * <p>A new setup makes every consumer wait for a key frame. So where there is video, a change of
 * sound or metadata is announced right before the next key frame, and units of that track wait for
 * it in vain; a jump in its time announces nothing, as the pictures have not jumped.
 *
 * <p><b>Threads:</b> one.
 */
public final class StreamTracks implements SetupSource {

    /** How long the others wait for a track that does not begin; there are groups of 10 s. */
    public static final int PATIENCE_SECONDS = 12;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    private static final int LEFT_OUT = -1;

    private final StreamId stream;
    private final Pacing pacing;
    private final @Nullable Track[] tracks;
    private final boolean[] begun;
    private final int[] places;
    private final Consumer<? super StreamSetup> target;
    private @Nullable StreamSetup setup;
    private boolean stale = true;
    private boolean afterBreak;
    private boolean waiting;
    private long waitingSinceNanos;

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
        begun = new boolean[count];
        places = new int[count];
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
    public @Nullable StreamSetup setup(
            Track track, boolean discontinuity, boolean keyFrame, long arrivalNanos) {
        learn(track);
        boolean overdue = isOverdue(arrivalNanos);
        boolean flagged = afterBreak || discontinuity && setsThePace(track);
        StreamSetup known = setup;
        if (known != null && !stale && !flagged && !overdue) {
            return known;
        }
        if (overdue || mayAnnounce(track, keyFrame || flagged)) {
            return announce(flagged, overdue);
        }
        afterBreak |= flagged;
        return known != null && governs(known, track) ? known : null;
    }

    @Override
    public Track trackIn(StreamSetup governing, Track track) {
        return governing.tracks().get(places[track.index()]);
    }

    private void learn(Track track) {
        int index = track.index();
        stale |= !track.equals(tracks[index]) || places[index] == LEFT_OUT;
        tracks[index] = track;
        begun[index] = true;
    }

    /** Whether there is something to be announced that has waited for too long. */
    private boolean isOverdue(long arrivalNanos) {
        if (setup != null && !stale && !isAnyLate()) {
            waiting = false;
            return false;
        }
        if (!waiting) {
            waiting = true;
            waitingSinceNanos = arrivalNanos;
        }
        return pacing == Pacing.LIVE && arrivalNanos - waitingSinceNanos >= PATIENCE_NANOS;
    }

    private boolean isAnyLate() {
        for (int i = 0; i < tracks.length; i++) {
            if (isLate(i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a track is to be seen in the setup, or holds it up, and has not begun. */
    private boolean isLate(int index) {
        Track track = tracks[index];
        boolean expected = setup == null || places[index] != LEFT_OUT;
        return expected && (track == null || isVideo(track) && !begun[index]);
    }

    private boolean mayAnnounce(Track track, boolean keyFrame) {
        StreamSetup known = setup;
        if (known == null) {
            return !Arrays.asList(tracks).contains(null);
        }
        return setsThePace(track) && (keyFrame || !governs(known, track));
    }

    private StreamSetup announce(boolean flagged, boolean overdue) {
        List<Track> present = new ArrayList<>(tracks.length);
        for (int i = 0; i < tracks.length; i++) {
            Track track = tracks[i];
            boolean leftOut = setup != null && places[i] == LEFT_OUT || overdue && isLate(i);
            if (track == null || leftOut && !begun[i]) {
                places[i] = LEFT_OUT;
            } else {
                places[i] = present.size();
                present.add(at(present.size(), track));
            }
        }
        stale = false;
        afterBreak = false;
        StreamSetup known = setup;
        if (known != null && !flagged && known.tracks().equals(present)) {
            return known;
        }
        StreamSetup made = new StreamSetup(stream, present, pacing, flagged);
        setup = made;
        waiting &= isAnyLate();
        target.accept(made);
        return made;
    }

    private static Track at(int place, Track track) {
        return place == track.index()
                ? track
                : new Track(
                        place,
                        track.codec(),
                        track.clockRateHz(),
                        track.parameterSets(),
                        track.format());
    }

    /** Whether a setup says of a track what it is now. */
    private boolean governs(StreamSetup known, Track track) {
        int place = places[track.index()];
        return place != LEFT_OUT && known.tracks().get(place).equals(at(place, track));
    }

    private static boolean isVideo(Track track) {
        return track.kind() == TrackKind.VIDEO;
    }

    private boolean setsThePace(Track track) {
        if (isVideo(track)) {
            return true;
        }
        for (int i = 0; i < tracks.length; i++) {
            Track other = tracks[i];
            if (other != null && isVideo(other) && (setup == null || places[i] != LEFT_OUT)) {
                return false;
            }
        }
        return true;
    }
}
