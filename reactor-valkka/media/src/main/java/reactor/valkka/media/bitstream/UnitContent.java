package reactor.valkka.media.bitstream;

import org.jspecify.annotations.Nullable;

import reactor.valkka.count.Counter;
import reactor.valkka.count.StreamCounters;
import reactor.valkka.frame.Codec;
import reactor.valkka.pool.FrameBuffer;
import reactor.valkka.pool.PoolShare;

import java.nio.ByteBuffer;

/**
 * The NAL units of one access unit while they come: slices straight into the slot, all else through
 * a scratch, where parameter sets are taken out and runs with start codes are parted.
 */
final class UnitContent {
    private static final int SCANNED_UNITS = 32;

    private final ParameterSetTracker parameterSets;
    private final StreamCounters counters;
    private final UnitSlot slot;
    private final Scratch scratch;
    private final CodedPicture picture;
    private final NalUnits.Visitor part = this::takePart;
    private final boolean layered;

    private boolean awaitsKeyFrame;
    private int unitsToScan = SCANNED_UNITS;
    private boolean hasPicture;
    private boolean exhausted;
    private boolean cut;
    private int nalStart = -1;
    private boolean inScratch;
    private boolean ignored = true;

    UnitContent(ParameterSetTracker parameterSets, PoolShare share, StreamCounters counters) {
        this.parameterSets = parameterSets;
        this.counters = counters;
        picture = CodedPicture.of(parameterSets.codec());
        layered = parameterSets.codec() == Codec.H265;
        slot = new UnitSlot(share);
        scratch = new Scratch(slot.bytesMax());
    }

    /** True if a slice has come, kept or not. */
    boolean hasPicture() {
        return hasPicture;
    }

    /** True if there was no slot for this unit. */
    boolean isExhausted() {
        return exhausted;
    }

    /** True if a part of a NAL unit was missing. */
    boolean isCut() {
        return cut;
    }

    /** True as long as units are thrown away because one found no slot. */
    boolean awaitsKeyFrame() {
        return awaitsKeyFrame;
    }

    boolean isEmpty() {
        return slot.length() == 0;
    }

    CodedPicture picture() {
        return picture;
    }

    boolean reserve(int bytes) {
        return slot.ensure(bytes, false);
    }

    /** Begins a NAL unit, of which {@code expectedBytes} are known to come. */
    void begin(int nalHeader, int expectedBytes) {
        NalKind kind = picture.kind(nalHeader);
        inScratch = false;
        ignored = false;
        nalStart = -1;
        if (kind == NalKind.PICTURE) {
            beginSlice(nalHeader, expectedBytes);
            return;
        }
        ignored = kind == NalKind.FILLER;
        inScratch = !ignored;
        scratch.clear();
    }

    /** What comes up to the end of the NAL unit is of no interest. */
    void ignore() {
        inScratch = false;
        ignored = true;
        nalStart = -1;
    }

    /**
     * Whether a NAL unit is of an enhancement layer of H.265. Its parameter sets have ids of their
     * own, which may be those of the base layer.
     */
    boolean isOfOtherLayer(ByteBuffer data, int from, int to) {
        return layered
                && to - from >= H265Nal.HEADER_BYTES
                && H265Nal.layerId(data.get(from), data.get(from + 1)) > 0;
    }

    private void beginSlice(int nalHeader, int expectedBytes) {
        hasPicture = true;
        boolean key = picture.mayBeKeyFrame(nalHeader);
        if (exhausted || awaitsKeyFrame && !key) {
            ignored = true;
            return;
        }
        if (key) {
            slot.expectKeyFrame();
        }
        if (!slot.ensure(NalUnits.PREFIX_BYTES + expectedBytes, key)) {
            exhaust();
            return;
        }
        nalStart = slot.length();
        slot.putInt(0);
    }

    void append(byte value) {
        if (ignored) {
            return;
        }
        if (inScratch) {
            scratch.put(value);
        } else {
            slot.put(value);
        }
    }

    void append(ByteBuffer source, int from, int to) {
        if (ignored || to <= from) {
            return;
        }
        if (inScratch) {
            if (!scratch.put(source, from, to)) {
                abandon();
            }
        } else if (slot.ensure(to - from, picture.isKeyFrame())) {
            slot.put(source, from, to);
        } else {
            exhaust();
        }
    }

    void end() {
        if (inScratch) {
            splitScratch();
        } else if (!ignored) {
            closeSlice();
        }
        inScratch = false;
        ignored = true;
    }

    /** Throws away the NAL unit that was begun. */
    void abandon() {
        if (!ignored && !inScratch) {
            slot.truncate(nalStart);
        }
        inScratch = false;
        ignored = true;
        cut = true;
    }

    /** Ends a slice in the slot: writes its length, or parts it where start codes are inside. */
    private void closeSlice() {
        ByteBuffer bytes = slot.bytes();
        int from = nalStart + NalUnits.PREFIX_BYTES;
        int to = slot.length();
        while (to > from && bytes.get(to - 1) == 0) {
            to--;
        }
        if (to == from) {
            slot.truncate(nalStart);
        } else if (unitsToScan > 0 && NalUnits.findStartCode(bytes, from, to) < to) {
            scratch.clear();
            scratch.put(bytes, from, to);
            slot.truncate(nalStart);
            splitScratch();
        } else {
            slot.truncate(to);
            bytes.putInt(nalStart, to - from);
            picture.slice(bytes, from, to);
        }
    }

    private void splitScratch() {
        if (NalUnits.forEachAnnexB(scratch.bytes(), 0, scratch.length(), part) > 1) {
            unitsToScan = Integer.MAX_VALUE;
        }
    }

    /** Takes one NAL unit out of a run in which there are no start codes left. */
    private void takePart(ByteBuffer data, int from, int to) {
        if (isOfOtherLayer(data, from, to)) {
            return;
        }
        switch (picture.kind(data.get(from))) {
            case PICTURE -> takeSlice(data, from, to);
            case PARAMETER_SET -> takeParameterSet(data, from, to);
            case ENHANCEMENT -> {
                picture.enhancement(data, from, to);
                putOther(data, from, to);
            }
            case OTHER -> putOther(data, from, to);
            case IGNORED, FILLER -> {}
        }
    }

    private void takeSlice(ByteBuffer data, int from, int to) {
        beginSlice(data.get(from), to - from);
        if (nalStart >= 0 && !ignored) {
            slot.put(data, from, to);
            slot.bytes().putInt(nalStart, to - from);
            picture.slice(data, from, to);
        }
    }

    private void putOther(ByteBuffer data, int from, int to) {
        if (exhausted) {
            return;
        }
        if (slot.ensure(NalUnits.PREFIX_BYTES + to - from, picture.isKeyFrame())) {
            slot.putInt(to - from);
            slot.put(data, from, to);
        } else {
            exhaust();
        }
    }

    private void takeParameterSet(ByteBuffer data, int from, int to) {
        if (parameterSets.offer(data, from, to) == ParameterSetTracker.Outcome.MALFORMED) {
            counters.increment(Counter.PACKETS_MALFORMED);
        }
    }

    private void exhaust() {
        slot.discard();
        exhausted = true;
        ignored = true;
        awaitsKeyFrame = true;
        counters.increment(Counter.POOL_EXHAUSTED);
    }

    /** Takes the slot out and starts another unit. */
    @Nullable
    FrameBuffer take() {
        boolean keyFrame = picture.isKeyFrame();
        awaitsKeyFrame = awaitsKeyFrame && cut;
        FrameBuffer taken = slot.take(keyFrame);
        reset();
        return taken;
    }

    /** Throws all away and starts another unit. */
    void discard() {
        slot.discard();
        reset();
    }

    private void reset() {
        unitsToScan = Math.max(0, unitsToScan - 1);
        picture.reset();
        hasPicture = false;
        exhausted = false;
        cut = false;
        inScratch = false;
        ignored = true;
    }
}
