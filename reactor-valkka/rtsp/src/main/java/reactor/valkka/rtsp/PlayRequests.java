package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.TrackKind;
import reactor.valkka.media.rtsp.RtspMethod;
import reactor.valkka.media.rtsp.RtspRequest;

import java.util.List;

/**
 * How a session is asked to play: all tracks at once, or, where the camera does not allow that, one
 * after the other. What it refuses is asked for in each other way once.
 *
 * <p><b>Source:</b> RFC 2326 §11.3.10 (457), §11.3.12 (459), §11.3.13 (460).
 */
final class PlayRequests {

    private static final int INVALID_RANGE = 457;
    private static final int AGGREGATE_NOT_ALLOWED = 459;
    private static final int ONLY_AGGREGATE_ALLOWED = 460;

    private final @Nullable Replay replay;
    private final List<String> wholes;
    private final List<String> parts;
    private final List<TrackReady> tracks;
    private boolean ranged = true;
    private boolean inParts;
    private boolean shows;
    private int whole;
    private int part;

    /**
     * Begins with one request for all.
     *
     * @param replay what of a recording is played, or {@code null} for what the camera sees
     * @param wholes the addresses that the whole session may have, the likeliest first
     * @param parts the addresses at which its tracks were set up
     * @param tracks that were set up, by index
     */
    PlayRequests(
            @Nullable Replay replay,
            List<String> wholes,
            List<String> parts,
            List<TrackReady> tracks) {
        this.replay = replay;
        this.wholes = List.copyOf(wholes);
        this.parts = List.copyOf(parts);
        this.tracks = List.copyOf(tracks);
    }

    /** What to ask now. */
    RtspRequest request() {
        String uri = inParts ? parts.get(part) : wholes.get(whole);
        RtspRequest play = RtspRequest.of(RtspMethod.PLAY, uri);
        if (replay != null) {
            return replay.ask(play);
        }
        return ranged ? play.header("Range", "npt=0.000-") : play;
    }

    /** Whether what was refused can be asked for in another way. */
    boolean hasAnotherWay(int status) {
        return switch (status) {
            case INVALID_RANGE -> withoutRange();
            case AGGREGATE_NOT_ALLOWED -> byTrack();
            case ONLY_AGGREGATE_ALLOWED -> nextWhole();
            default -> false;
        };
    }

    /** What a camera sees now has no range, and some insist on it. */
    private boolean withoutRange() {
        boolean other = ranged && replay == null;
        ranged = false;
        return other;
    }

    private boolean byTrack() {
        boolean other = !inParts && !parts.equals(List.of(wholes.get(whole)));
        inParts |= other;
        return other;
    }

    private boolean nextWhole() {
        boolean other = !inParts && whole + 1 < wholes.size();
        whole += other ? 1 : 0;
        return other;
    }

    /** The request was granted; whether there is another one to come. */
    boolean granted() {
        shows |= isShown(tracks.get(part));
        return next();
    }

    /** Whether the session is worth going on with although its last request was refused. */
    boolean canDoWithout() {
        return inParts && shows;
    }

    /** The kind of the track that was asked for last. */
    TrackKind kind() {
        return tracks.get(part).codec().kind();
    }

    /** Goes on with the next track; false where there is none. */
    boolean next() {
        boolean more = inParts && part + 1 < parts.size();
        part += more ? 1 : 0;
        return more;
    }

    /** Whether a track is one that a session is played for: video, or any where there is none. */
    private boolean isShown(TrackReady track) {
        return track.codec().kind() == TrackKind.VIDEO
                || tracks.stream().noneMatch(other -> other.codec().kind() == TrackKind.VIDEO);
    }

    /** The address for what concerns the session. */
    String uri() {
        return inParts ? parts.get(0) : wholes.get(whole);
    }

    /** The addresses to say goodbye to. */
    List<String> uris() {
        return inParts ? parts : List.of(wholes.get(whole));
    }
}
