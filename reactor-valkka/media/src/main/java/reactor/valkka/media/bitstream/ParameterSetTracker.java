package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.frame.Bytes;
import reactor.valkka.frame.Codec;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the parameter sets of an H.264 track, from its description (SDP, {@code avcC}) and from
 * the stream itself, and makes a {@link Track} of them. What the stream says wins over what its
 * description said. Sets that are sent again unchanged change nothing: {@link #track()} gives the
 * same object until something really differs.
 *
 * <p>Tolerated: start codes before, between and behind the sets; zeros and junk behind an SPS;
 * descriptions without an SPS, without a PPS, or with nothing readable. A PPS that belonged to an
 * SPS that has been replaced is forgotten when the first new one comes.
 *
 * <p><b>Threads:</b> one. <b>Errors:</b> none; sets that cannot be read are counted by the caller,
 * who is told {@link Outcome#MALFORMED}. <b>Bounds:</b> 32 SPS and 256 PPS of 8 KiB at most.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.4.1.2.1; RFC 6184 §8.1 ({@code sprop-parameter-sets}).
 */
public final class ParameterSetTracker {
    private static final int SET_BYTES_MAX = 8 * 1024;
    private static final int PPS_ID_MAX = 255;
    private static final int SPS_ID_MAX = 31;

    /** What a NAL unit meant for the track. */
    public enum Outcome {
        /** Nothing new. */
        UNCHANGED,
        /** It could not be read and was ignored. */
        MALFORMED,
        /** The track is another one from here on. */
        CHANGED
    }

    private record PictureSet(Bytes content, int sequenceId, boolean inBand, boolean stale) {}

    private record SequenceSet(Bytes content, SequenceParameterSet fields, boolean inBand) {}

    private final int trackIndex;
    private final int clockRateHz;
    private final RbspReader bits = new RbspReader();
    private final Map<Integer, SequenceSet> sequences = new TreeMap<>();
    private final Map<Integer, PictureSet> pictures = new TreeMap<>();
    private @Nullable Bytes extension;
    private @Nullable SequenceParameterSet active;
    private @Nullable Track track;
    private Outcome outcome = Outcome.UNCHANGED;

    /** Begins with nothing known. */
    public ParameterSetTracker(int trackIndex, int clockRateHz) {
        this.trackIndex = trackIndex;
        this.clockRateHz = clockRateHz;
    }

    /**
     * Takes sets from the description of the track. They count until the stream sends its own.
     *
     * @return {@link Outcome#CHANGED} if any of them was new, else {@link Outcome#MALFORMED} if
     *     any was ignored
     */
    public Outcome describe(List<Bytes> sets) {
        Outcome all = Outcome.UNCHANGED;
        for (Bytes set : sets) {
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

    /** The track as it is now, or {@code null} as long as an SPS or a PPS is missing. */
    public @Nullable Track track() {
        return track;
    }

    /** The SPS that describes the pictures, or {@code null} as long as there is none. */
    public @Nullable SequenceParameterSet sequenceParameterSet() {
        return active;
    }

    /** The usual case, without any allocation: the same set again. */
    private boolean isKnown(ByteBuffer data, int from, int to) {
        int type = to > from ? H264Nal.type(data.get(from)) : 0;
        if (type == H264Nal.SPS) {
            for (SequenceSet set : sequences.values()) {
                if (set.inBand && isSame(set.content, data, from, to)) {
                    return true;
                }
            }
        } else if (type == H264Nal.PPS) {
            for (PictureSet set : pictures.values()) {
                if (set.inBand && !set.stale && isSame(set.content, data, from, to)) {
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
            track = makeTrack();
        }
        return outcome;
    }

    private static Outcome more(Outcome one, Outcome other) {
        return one.ordinal() >= other.ordinal() ? one : other;
    }

    private Outcome take(Bytes content, boolean inBand) {
        if (content.size() > SET_BYTES_MAX) {
            return Outcome.MALFORMED;
        }
        return switch (H264Nal.type(content.at(0))) {
            case H264Nal.SPS -> takeSequence(content, inBand);
            case H264Nal.PPS -> takePicture(content, inBand);
            case H264Nal.SPS_EXTENSION -> takeExtension(content);
            default -> Outcome.UNCHANGED;
        };
    }

    private Outcome takeSequence(Bytes raw, boolean inBand) {
        SequenceParameterSetParser parser = new SequenceParameterSetParser(raw.asByteBuffer());
        SequenceParameterSet fields;
        try {
            fields = parser.parse();
        } catch (MalformedBitstreamException malformed) {
            return Outcome.MALFORMED;
        }
        Bytes content = withoutJunk(raw, parser.contentBytes());
        SequenceSet known = sequences.get(fields.id());
        if (known != null && known.inBand && !inBand) {
            return Outcome.UNCHANGED;
        }
        sequences.put(fields.id(), new SequenceSet(content, fields, inBand));
        if (known != null && known.content.equals(content)) {
            return Outcome.UNCHANGED;
        }
        active = fields;
        if (known != null) {
            pictures.replaceAll((id, set) -> set.sequenceId == fields.id()
                    ? new PictureSet(set.content, set.sequenceId, set.inBand, true)
                    : set);
        }
        return Outcome.CHANGED;
    }

    private static Bytes withoutJunk(Bytes raw, int contentBytes) {
        return contentBytes == raw.size()
                ? raw
                : Bytes.copyOf(raw.asByteBuffer().limit(contentBytes));
    }

    private Outcome takePicture(Bytes content, boolean inBand) {
        bits.reset(content.asByteBuffer(), 1, content.size());
        int id = bits.ue();
        int sequenceId = bits.ue();
        if (bits.isExhausted() || id > PPS_ID_MAX || sequenceId > SPS_ID_MAX) {
            return Outcome.MALFORMED;
        }
        PictureSet known = pictures.get(id);
        if (known != null && known.inBand && !known.stale && !inBand) {
            return Outcome.UNCHANGED;
        }
        boolean forgotten =
                pictures.values().removeIf(set -> set.stale && set.sequenceId == sequenceId);
        pictures.put(id, new PictureSet(content, sequenceId, inBand, false));
        boolean same = known != null && known.content.equals(content);
        return same && !forgotten ? Outcome.UNCHANGED : Outcome.CHANGED;
    }

    private Outcome takeExtension(Bytes content) {
        if (extension != null && content.equals(extension)) {
            return Outcome.UNCHANGED;
        }
        extension = content;
        return Outcome.CHANGED;
    }

    private @Nullable Track makeTrack() {
        SequenceParameterSet fields = active;
        if (fields == null || pictures.isEmpty()) {
            return null;
        }
        List<Bytes> sets = new ArrayList<>();
        sequences.values().forEach(set -> sets.add(set.content));
        Bytes further = extension;
        if (further != null) {
            sets.add(further);
        }
        pictures.values().forEach(set -> sets.add(set.content));
        Track made = new Track(trackIndex, Codec.H264, clockRateHz, sets, format(fields));
        return made.equals(track) ? track : made;
    }

    private static TrackFormat format(SequenceParameterSet fields) {
        VideoUsability usability = fields.usability();
        return new TrackFormat.Video(
                fields.width(),
                fields.height(),
                usability.sampleAspectWidth(),
                usability.sampleAspectHeight(),
                usability.framesPerSecond(),
                fields.reorderDepth(),
                fields.decodedPicturesMax(),
                0);
    }
}
