package reactor.valkka.sink.rtsp;

import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.media.bitstream.MalformedBitstreamException;
import reactor.valkka.media.rtp.OutgoingFormats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which tracks of a stream RTP can carry. One that it cannot, as its configuration makes no sense,
 * is set aside and costs the others nothing; those that are left are numbered without gaps.
 * Immutable.
 */
final class CarriedTracks {
    /** The number of a track that is set aside. */
    static final int NONE = -1;

    private final StreamSetup offered;
    private final StreamSetup setup;
    private final int[] numbers;
    private final List<String> setAside;

    private CarriedTracks(
            StreamSetup offered, StreamSetup setup, int[] numbers, List<String> setAside) {
        this.offered = offered;
        this.setup = setup;
        this.numbers = numbers;
        this.setAside = setAside;
    }

    /** Chooses from what a stream consists of. */
    static CarriedTracks of(StreamSetup offered) {
        List<Track> tracks = new ArrayList<>();
        List<String> setAside = new ArrayList<>();
        int[] numbers = new int[offered.tracks().size()];
        Arrays.fill(numbers, NONE);
        for (Track track : offered.tracks()) {
            Track numbered = numbered(track, tracks.size());
            try {
                OutgoingFormats.payloadType(numbered);
                numbers[track.index()] = numbered.index();
                tracks.add(numbered);
            } catch (MalformedBitstreamException | IllegalArgumentException unfit) {
                setAside.add(name(track) + ": " + unfit.getMessage());
            }
        }
        StreamSetup setup = new StreamSetup(
                offered.stream(), tracks, offered.pacing(), offered.discontinuity());
        return new CarriedTracks(offered, setup, numbers, List.copyOf(setAside));
    }

    private static Track numbered(Track track, int index) {
        return new Track(
                index, track.codec(), track.clockRateHz(), track.parameterSets(), track.format());
    }

    private static String name(Track track) {
        String kind = track.kind().name().toLowerCase(Locale.ROOT);
        return "track " + track.index() + ", " + kind + ' ' + track.codec();
    }

    /** The stream as it is. */
    StreamSetup offered() {
        return offered;
    }

    /** The stream without what is set aside. */
    StreamSetup setup() {
        return setup;
    }

    /** What is left, by number. */
    List<Track> tracks() {
        return setup.tracks();
    }

    /** The number of a track of the stream as it is, or {@link #NONE}. */
    int number(Track track) {
        return numbers[track.index()];
    }

    /** A line for each track that is set aside, which says why. */
    List<String> setAside() {
        return setAside;
    }
}
