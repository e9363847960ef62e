package reactor.valkka.ffmpeg;

import reactor.valkka.count.Counter;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.Pacing;
import reactor.valkka.frame.PictureHeader;
import reactor.valkka.frame.TrackKind;

/**
 * What of a live stream has waited since its consumer asked last: who asks seldom wants to see what
 * is new. What is too old is closed up to the next key frame. A key frame that is too old, too, is
 * closed where something newer has come, else it is decoded.
 *
 * <p>Age counts from the least that any unit of the stream has had here: whoever delays a stream on
 * purpose gets what he is used to.
 *
 * <p><b>Threads:</b> the worker's. Makes nothing for a unit.
 */
final class UnaskedUnits {
    /** More than an outlet lets wait at 25 units a second. */
    static final long STALE_NANOS = 800_000_000L;

    private final DecodeInlet inlet;
    private final StreamCodec codec;
    private final Runnable pullMore;
    private boolean unasked;
    private boolean closing;
    private long delayNanos = Long.MAX_VALUE;
    private long shownFromNanos = Long.MIN_VALUE;

    /**
     * @param pullMore asks upstream for what is newer
     */
    UnaskedUnits(DecodeInlet inlet, StreamCodec codec, Runnable pullMore) {
        this.inlet = inlet;
        this.codec = codec;
        this.pullMore = pullMore;
    }

    /** Nobody asks for a picture now. */
    void nobodyAsks() {
        unasked = true;
    }

    /** Closes a unit that is not worth to be decoded any more, and counts it. */
    boolean closes(EncodedFrame frame) {
        if (frame.pacing() != Pacing.LIVE
                || !(frame instanceof AccessUnit unit)
                || unit.track().kind() != TrackKind.VIDEO
                || unit.header().arrivalNanos() == 0) {
            return false;
        }
        long arrivalNanos = unit.header().arrivalNanos();
        long now = System.nanoTime();
        delayNanos = Math.min(delayNanos, now - arrivalNanos);
        if (!unasked && !closing) {
            return false;
        }
        boolean stale = unasked && isStale(arrivalNanos, now);
        if (!unit.isKeyFrame() || stale && isFollowed()) {
            closing |= stale;
            unasked &= stale;
        } else {
            show(closing || stale ? arrivalNanos : now - delayNanos - STALE_NANOS);
        }
        if (closing) {
            codec.skipped(unit);
            codec.count(Counter.DECODE_SKIPPED, 1);
            unit.close();
        }
        return closing;
    }

    /** From a key frame on; of what is inside of the decoder still, only what is new enough. */
    private void show(long fromNanos) {
        if (closing) {
            codec.gap();
        }
        closing = false;
        unasked = false;
        shownFromNanos = fromNanos;
    }

    private boolean isFollowed() {
        pullMore.run();
        return !inlet.isEmpty();
    }

    /** True of a picture that was decoded before, and is too old by now. */
    boolean isOld(PictureHeader picture) {
        long arrivalNanos = picture.arrivalNanos();
        return picture.pacing() == Pacing.LIVE
                && arrivalNanos != 0
                && (arrivalNanos < shownFromNanos
                        || unasked && isStale(arrivalNanos, System.nanoTime()));
    }

    private boolean isStale(long arrivalNanos, long now) {
        return now - arrivalNanos - delayNanos > STALE_NANOS;
    }
}
