package reactor.valkka.rtsp;

import reactor.valkka.frame.Codec;
import reactor.valkka.frame.TrackKind;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Which of a camera's tracks are played. Tracks that we cannot read are never chosen; a selection
 * that is left with nothing is an error, one that finds only a part of what it names is none.
 * Immutable.
 */
public final class TrackSelection {

    private static final TrackSelection FIRST_VIDEO = firstOf(TrackKind.VIDEO);
    private static final TrackSelection VIDEO_AND_AUDIO = firstOf(TrackKind.VIDEO, TrackKind.AUDIO);
    private static final TrackSelection ALL = kinds(TrackKind.values());

    private final String name;
    private final Map<TrackKind, Integer> most;
    private final Set<Codec> codecs;

    private TrackSelection(String name, Map<TrackKind, Integer> most, Set<Codec> codecs) {
        this.name = name;
        this.most = most;
        this.codecs = codecs;
    }

    /** The first video, and nothing else. */
    public static TrackSelection firstVideo() {
        return FIRST_VIDEO;
    }

    /** The first video and the first audio. */
    public static TrackSelection videoAndAudio() {
        return VIDEO_AND_AUDIO;
    }

    /** Everything that can be read. */
    public static TrackSelection all() {
        return ALL;
    }

    /** The first track of each of these kinds. */
    public static TrackSelection firstOf(TrackKind... kinds) {
        return of("first ", 1, kinds);
    }

    /** All tracks of these kinds. */
    public static TrackSelection kinds(TrackKind... kinds) {
        return of("any ", Integer.MAX_VALUE, kinds);
    }

    /** All tracks in one of these codecs. */
    public static TrackSelection codecs(Codec... codecs) {
        EnumSet<Codec> named = EnumSet.noneOf(Codec.class);
        EnumSet<TrackKind> kinds = EnumSet.noneOf(TrackKind.class);
        StringJoiner name = new StringJoiner(" or ");
        for (Codec codec : codecs) {
            named.add(codec);
            kinds.add(codec.kind());
            name.add(codec.name());
        }
        TrackSelection ofKinds = kinds(kinds.toArray(TrackKind[]::new));
        return new TrackSelection(name.toString(), ofKinds.most, named);
    }

    private static TrackSelection of(String quantity, int number, TrackKind... kinds) {
        if (kinds.length == 0) {
            throw new IllegalArgumentException("a selection must name at least one kind or codec");
        }
        Map<TrackKind, Integer> most = new EnumMap<>(TrackKind.class);
        StringJoiner name = new StringJoiner(" and ");
        for (TrackKind kind : kinds) {
            most.put(kind, number);
            name.add(quantity + kind.name().toLowerCase(Locale.ROOT));
        }
        return new TrackSelection(
                name.toString(), Collections.unmodifiableMap(most), EnumSet.allOf(Codec.class));
    }

    /** How many tracks of a kind are wanted at most. */
    int most(TrackKind kind) {
        return most.getOrDefault(kind, 0);
    }

    /** Whether a codec is wanted at all. */
    boolean wants(Codec codec) {
        return codecs.contains(codec);
    }

    /** What is selected, in words. */
    @Override
    public String toString() {
        return name;
    }
}
