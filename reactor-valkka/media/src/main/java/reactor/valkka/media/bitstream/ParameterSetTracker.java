package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.media.bitstream.ParameterSet.Level;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the parameter sets of an H.264 or H.265 track, from its description (SDP, {@code avcC},
 * {@code hvcC}) and from the stream itself, and makes a {@link Track} of those in use. What the
 * stream says wins over what its description said. Sets that are sent again unchanged change
 * nothing: {@link #track()} gives the same object until something really differs.
 *
 * <p>Each change costs every consumer a new decoder, file or header, so what is no need is none:
 *
 * <ul>
 *   <li>Only the SPS that the key frames use counts, with its PPS. Another one that comes and goes
 *       beside it is remembered, not announced.
 *   <li>An SPS that differs in nothing but the frame rate it declares does not replace the known
 *       one: decoders make the same pictures of both, and cameras that adapt their rate send the
 *       one and the other in turn.
 *   <li>Where two SPS that decoders must tell apart come in turn under one id, each is announced:
 *       with the wrong one no picture would be right.
 * </ul>
 *
 * <p>Tolerated: start codes before, between and behind the sets; zeros and junk behind an SPS;
 * descriptions without an SPS, without a PPS, or with nothing readable. A PPS that belonged to an
 * SPS that has been replaced is forgotten when the first new one comes.
 *
 * <p><b>Threads:</b> one. <b>Errors:</b> none; sets that cannot be read are counted by the caller,
 * who is told {@link Outcome#MALFORMED}. <b>Bounds:</b> as many sets as there are ids, of 8 KiB at
 * most.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.4.1.2.1, H.265 §7.4.2.4.2; RFC 6184 §8.1 and RFC 7798 §7.1 for
 * descriptions.
 */
public final class ParameterSetTracker {
    private static final int SET_BYTES_MAX = 8 * 1024;
    private static final int NONE = -1;

    /** What a NAL unit meant for the track. */
    public enum Outcome {
        /** Nothing new. */
        UNCHANGED,
        /** It could not be read and was ignored. */
        MALFORMED,
        /** Something is known that was not; the track may be another one. */
        CHANGED
    }

    /**
     * A set that came.
     *
     * @param inBand from the stream, not from its description
     * @param stale the SPS that it builds on has been replaced since
     */
    private record Known(ParameterSet set, boolean inBand, boolean stale) {}

    private final Codec codec;
    private final int trackIndex;
    private final int clockRateHz;
    private final ParameterSetSyntax syntax;
    private final Map<Level, Map<Integer, Known>> sets = new EnumMap<>(Level.class);
    private final Map<Integer, Known> sequences;
    private final Map<Integer, Known> pictures;
    private int sequenceInUse = NONE;
    private boolean usageKnown;
    private @Nullable Track track;
    private Outcome outcome = Outcome.UNCHANGED;

    /** Begins an H.264 track with nothing known. */
    public ParameterSetTracker(int trackIndex, int clockRateHz) {
        this(Codec.H264, trackIndex, clockRateHz);
    }

    /**
     * Begins with nothing known.
     *
     * @throws IllegalArgumentException if the codec is neither H.264 nor H.265
     */
    public ParameterSetTracker(Codec codec, int trackIndex, int clockRateHz) {
        this.codec = codec;
        this.trackIndex = trackIndex;
        this.clockRateHz = clockRateHz;
        syntax = ParameterSetSyntax.of(codec);
        for (Level level : Level.values()) {
            sets.put(level, new TreeMap<>());
        }
        sequences = setsOf(Level.SEQUENCE);
        pictures = setsOf(Level.PICTURE);
    }

    private Map<Integer, Known> setsOf(Level level) {
        return sets.getOrDefault(level, Map.of());
    }

    /** The codec of the track. */
    public Codec codec() {
        return codec;
    }

    /**
     * Takes sets from the description of the track. They count until the stream sends its own.
     *
     * @return {@link Outcome#CHANGED} if any of them was new, else {@link Outcome#MALFORMED} if
     *     any was ignored
     */
    public Outcome describe(List<Bytes> described) {
        Outcome all = Outcome.UNCHANGED;
        for (Bytes set : described) {
            ByteBuffer data = set.asByteBuffer();
            all = more(all, split(data, 0, data.limit(), false));
        }
        return all;
    }

    /** Takes a parameter set NAL unit from the stream, or a run of them with start codes. */
    public Outcome offer(ByteBuffer data, int from, int to) {
        if (isKnown(data, from, to)) {
            return Outcome.UNCHANGED;
        }
        return split(data, from, to, true);
    }

    /** The track as it is now, or {@code null} as long as a set is missing. */
    public @Nullable Track track() {
        return track;
    }

    /** A key frame uses this PPS, and by that the SPS that it builds on. */
    void use(int pictureSetId) {
        Known picture = pictures.get(pictureSetId);
        if (picture == null || !sequences.containsKey(picture.set.refersTo())) {
            return;
        }
        usageKnown = true;
        if (sequenceInUse != picture.set.refersTo()) {
            sequenceInUse = picture.set.refersTo();
            updateTrack();
        }
    }

    /** Highest temporal sub-layer of the SPS in use. */
    int temporalIdMax() {
        Known sequence = sequences.get(sequenceInUse);
        return sequence == null ? 0 : sequence.set.temporalIdMax();
    }

    /** The usual case, without any allocation: the same set again. */
    private boolean isKnown(ByteBuffer data, int from, int to) {
        Level level = to > from ? syntax.level(data.get(from)) : null;
        if (level != null) {
            for (Known known : setsOf(level).values()) {
                if (known.inBand && !known.stale && isSame(known.set.content(), data, from, to)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSame(Bytes known, ByteBuffer data, int from, int to) {
        if (known.size() != to - from) {
            return false;
        }
        for (int i = 0; i < known.size(); i++) {
            if (known.at(i) != data.get(from + i)) {
                return false;
            }
        }
        return true;
    }

    private Outcome split(ByteBuffer data, int from, int to, boolean inBand) {
        outcome = Outcome.UNCHANGED;
        NalUnits.forEachAnnexB(data, from, to, (nal, begin, end) -> {
            Bytes content = Bytes.copyOf(nal.duplicate().limit(end).position(begin));
            outcome = more(outcome, take(content, inBand));
        });
        if (outcome == Outcome.CHANGED) {
            updateTrack();
        }
        return outcome;
    }

    private static Outcome more(Outcome one, Outcome other) {
        return one.ordinal() >= other.ordinal() ? one : other;
    }

    private Outcome take(Bytes content, boolean inBand) {
        Level level = syntax.level(content.at(0));
        if (level == null) {
            return Outcome.UNCHANGED;
        }
        ParameterSet set = content.size() > SET_BYTES_MAX ? null : syntax.read(content);
        if (set == null) {
            return Outcome.MALFORMED;
        }
        Known known = setsOf(level).get(set.id());
        if (known != null && known.inBand && !known.stale && !inBand) {
            return Outcome.UNCHANGED;
        }
        return switch (level) {
            case SEQUENCE -> takeSequence(known, set, inBand);
            case PICTURE -> takePicture(known, set, inBand);
            case VIDEO, EXTENSION -> takeOther(known, set, inBand);
        };
    }

    private Outcome takeSequence(@Nullable Known known, ParameterSet set, boolean inBand) {
        if (known != null && known.set.isSameButForTiming(set, syntax.headerBytes())) {
            sequences.put(set.id(), new Known(known.set, inBand, false));
            return Outcome.UNCHANGED;
        }
        sequences.put(set.id(), new Known(set, inBand, false));
        if (!usageKnown) {
            sequenceInUse = set.id();
        }
        if (known != null) {
            pictures.replaceAll((id, picture) -> picture.set.refersTo() == set.id()
                    ? new Known(picture.set, picture.inBand, true)
                    : picture);
        }
        return Outcome.CHANGED;
    }

    private Outcome takePicture(@Nullable Known known, ParameterSet set, boolean inBand) {
        boolean forgotten = pictures.values()
                .removeIf(old -> old.stale && old.set.refersTo() == set.refersTo());
        pictures.put(set.id(), new Known(set, inBand, false));
        boolean same = known != null && known.set.content().equals(set.content());
        return same && !forgotten ? Outcome.UNCHANGED : Outcome.CHANGED;
    }

    private Outcome takeOther(@Nullable Known known, ParameterSet set, boolean inBand) {
        setsOf(set.level()).put(set.id(), new Known(set, inBand, false));
        boolean same = known != null && known.set.content().equals(set.content());
        return same ? Outcome.UNCHANGED : Outcome.CHANGED;
    }

    /** As long as the sets are incomplete, the track stays what it was. */
    private void updateTrack() {
        Known sequence = sequences.get(sequenceInUse);
        TrackFormat format = sequence == null ? null : sequence.set.format();
        if (sequence == null || format == null) {
            return;
        }
        Known video = setsOf(Level.VIDEO).get(sequence.set.refersTo());
        List<Bytes> inUse = new ArrayList<>();
        if (video != null) {
            inUse.add(video.set.content());
        } else if (syntax.needsVideoSet()) {
            return;
        }
        inUse.add(sequence.set.content());
        Known extension = setsOf(Level.EXTENSION).get(sequenceInUse);
        if (extension != null) {
            inUse.add(extension.set.content());
        }
        int before = inUse.size();
        for (Known picture : pictures.values()) {
            if (picture.set.refersTo() == sequenceInUse) {
                inUse.add(picture.set.content());
            }
        }
        if (inUse.size() > before) {
            Track made = new Track(trackIndex, codec, clockRateHz, inUse, format);
            track = made.equals(track) ? track : made;
        }
    }
}
