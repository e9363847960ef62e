package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.StreamSetup;
import reactor.valkka.frame.Track;
import reactor.valkka.frame.TrackFormat;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Puts the NAL units of an H.264 or H.265 track together to access units, in slots of a pool. Each
 * byte of picture data is copied once, from where it came to where it stays.
 *
 * <p><b>Shape:</b> NAL units come whole ({@link #nalUnit}), in pieces ({@link #beginNalUnit},
 * {@link #append}, {@link #endNalUnit}) or as a run ({@link #annexB}, {@link #prefixed}); {@link
 * #finish} ends the access unit and hands it on, behind the {@link StreamSetup} where that has
 * changed.
 * Parameter sets go to the {@link ParameterSetTracker}; they, access unit delimiters and filler
 * data are not part of the unit, nor is any layer of H.265 but the base. Start codes inside what
 * claims to be one NAL unit part it.
 *
 * <p><b>Threads:</b> one. <b>Ownership:</b> frames handed on belong to the target; an unfinished
 * unit belongs to the builder until {@link #close()}.
 *
 * <p><b>Overflow:</b> without a free slot the unit is thrown away, and all that follow up to the
 * next key frame; {@link Counter#POOL_EXHAUSTED} and {@link Counter#GATE_DROPPED} count them. Units
 * before the first complete setup are dropped, too.
 *
 * <p><b>Errors:</b> none are thrown; {@link Counter#UNITS_DAMAGED} counts units that came cut or
 * without their first slice, as where a stream is joined in mid-picture. They are handed on flagged
 * with their lost packets if any picture data is left, and never as key frames: decoding cannot
 * start at half a picture.
 *
 * <p><b>Source:</b> ITU-T H.264 §7.4.1.2, H.265 §7.4.2.4; ISO/IEC 14496-15 §5.3 for the framing.
 */
public final class AccessUnitBuilder implements AutoCloseable {
    private final ParameterSetTracker parameterSets;
    private final StreamCounters counters;
    private final UnitContent content;
    private final UnitPublisher publisher;
    private final NalUnits.Visitor whole = this::nalUnit;

    /**
     * Begins the only track of a stream, or one whose setups are announced by itself.
     *
     * @param parameterSets of the track; may know some already
     * @param setups makes the setup of the whole stream when the track has become another one
     * @param share where the slots come from
     * @param counters of the stream
     * @param target takes setups and units, and owns them
     */
    public AccessUnitBuilder(
            ParameterSetTracker parameterSets,
            Function<Track, StreamSetup> setups,
            PoolShare share,
            StreamCounters counters,
            Consumer<? super EncodedFrame> target) {
        this(parameterSets, new OwnSetups(setups, target), share, counters, target);
    }

    /**
     * Begins a track.
     *
     * @param parameterSets of the track; may know some already
     * @param setups knows the setup of the whole stream
     * @param share where the slots come from
     * @param counters of the stream
     * @param target takes the units and owns them
     */
    public AccessUnitBuilder(
            ParameterSetTracker parameterSets,
            SetupSource setups,
            PoolShare share,
            StreamCounters counters,
            Consumer<? super EncodedFrame> target) {
        this.parameterSets = parameterSets;
        this.counters = counters;
        content = new UnitContent(parameterSets, share, counters);
        publisher = new UnitPublisher(setups, counters, target);
    }

    /**
     * Makes sure that there is room for so many more bytes; for those who can wait.
     *
     * @return false if there is no slot now
     */
    public boolean reserve(int bytes) {
        return content.reserve(bytes);
    }

    /** True if picture data has come since the last unit was finished. */
    public boolean hasPicture() {
        return content.hasPicture();
    }

    /** True if a slice has come that is known not to be the first of its picture. */
    public boolean lacksBeginning() {
        return content.picture().lacksBeginning();
    }

    /**
     * Pictures that may come before one in decoding order and after it in output order, −1 if that
     * is not known.
     */
    public int reorderDepth() {
        Track track = parameterSets.track();
        return track != null && track.format() instanceof TrackFormat.Video video
                ? video.reorderDepth()
                : -1;
    }

    /** Begins an H.264 NAL unit whose size is not known yet, with its header. */
    public void beginNalUnit(int nalHeader) {
        content.begin(nalHeader, 1);
        content.append((byte) nalHeader);
    }

    /** Begins an H.265 NAL unit whose size is not known yet, with both bytes of its header. */
    public void beginNalUnit(int first, int second) {
        if (H265Nal.layerId(first, second) > 0) {
            content.ignore();
            return;
        }
        content.begin(first, H265Nal.HEADER_BYTES);
        content.append((byte) first);
        content.append((byte) second);
    }

    /** Adds bytes to the NAL unit that was begun. */
    public void append(ByteBuffer source, int from, int to) {
        content.append(source, from, to);
    }

    /** Ends the NAL unit that was begun. */
    public void endNalUnit() {
        content.end();
    }

    /** Throws away the NAL unit that was begun, as a part of it is missing. */
    public void abandonNalUnit() {
        content.abandon();
    }

    /** Adds a whole NAL unit, from its header byte on. */
    public void nalUnit(ByteBuffer data, int from, int to) {
        if (to > from && !content.isOfOtherLayer(data, from, to)) {
            content.begin(data.get(from), to - from);
            content.append(data, from, to);
            content.end();
        }
    }

    /** Adds NAL units in Annex B framing. */
    public void annexB(ByteBuffer data, int from, int to) {
        NalUnits.forEachAnnexB(data, from, to, whole);
    }

    /** Adds NAL units behind lengths of {@code prefixBytes} bytes. */
    public void prefixed(ByteBuffer data, int from, int to, int prefixBytes) {
        NalUnits.forEachPrefixed(data, from, to, prefixBytes, whole);
    }

    /** Packets were lost before this unit, or nobody can tell where. */
    public void lostBefore(int packets) {
        publisher.lostBefore(packets);
    }

    /** Packets of this unit were lost. */
    public void lostInside(int packets) {
        publisher.lostInside(packets);
    }

    /** What was lost belongs to a unit of which nothing came: it lies before the next one. */
    public void carryLoss() {
        publisher.carryLoss();
    }

    /** Time does not simply go on: the setup is announced again, with a flag, before a unit. */
    public void discontinuity() {
        publisher.discontinuity();
    }

    /** Throws away what has come of the unit. */
    public void discard() {
        content.discard();
        publisher.carryLoss();
    }

    /**
     * Ends the unit and hands it on. Without picture data this does nothing: what has come belongs
     * to the next unit.
     */
    public void finish(UnitTimes times) {
        if (!content.hasPicture()) {
            return;
        }
        boolean begun = !content.picture().lacksBeginning();
        if (!begun) {
            publisher.lossIsInside();
        }
        if (!begun || content.isCut() || publisher.isDamaged()) {
            counters.increment(Counter.UNITS_DAMAGED);
            publisher.damaged();
        }
        if (isWanted(times.arrivalNanos())) {
            publish(times);
        } else {
            discard();
        }
    }

    private boolean isWanted(long arrivalNanos) {
        if (content.isExhausted()) {
            return false;
        }
        if (content.picture().isKeyFrame()) {
            parameterSets.use(content.picture().pictureSetId());
        }
        Track track = parameterSets.track();
        boolean waits = content.awaitsKeyFrame() && !content.picture().isKeyFrame();
        if (!waits && content.isEmpty()) {
            return false;
        }
        boolean keyFrame = content.picture().isKeyFrame() && !publisher.isDamaged();
        if (waits || track == null || !publisher.prepare(track, keyFrame, arrivalNanos)) {
            counters.increment(Counter.GATE_DROPPED);
            return false;
        }
        return true;
    }

    private void publish(UnitTimes times) {
        UnitKind kind = UnitKind.of(content.picture(), parameterSets.temporalIdMax());
        FrameBuffer buffer = content.take();
        if (buffer != null) {
            publisher.publish(buffer, times, kind);
        }
    }

    /** Gives the slot of an unfinished unit back. */
    @Override
    public void close() {
        content.discard();
    }

    /** Announces the setup if the track has become another one, or time has jumped. */
    private static final class OwnSetups implements SetupSource {
        private final Function<Track, StreamSetup> setups;
        private final Consumer<? super EncodedFrame> target;
        private @Nullable Track known;
        private @Nullable StreamSetup setup;

        OwnSetups(Function<Track, StreamSetup> setups, Consumer<? super EncodedFrame> target) {
            this.setups = setups;
            this.target = target;
        }

        @Override
        public @Nullable StreamSetup setup(
                Track track, boolean discontinuity, boolean keyFrame, long arrivalNanos) {
            if (track != known || discontinuity) {
                StreamSetup made = setups.apply(track).withDiscontinuity(discontinuity);
                known = track;
                setup = made;
                target.accept(made);
            }
            return setup;
        }
    }
}
