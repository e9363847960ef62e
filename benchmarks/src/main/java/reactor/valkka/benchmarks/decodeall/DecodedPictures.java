package reactor.valkka.benchmarks.decodeall;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.DelaysPerThread;
import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.test.PictureNumber;
import reactor.valkka.test.SendStamp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Looks at the decoded pictures of one camera: which they are, how old, how far apart.
 *
 * <p><b>Threads:</b> units come on one, pictures on another.
 */
final class DecodedPictures {

    private static final int TICKS_PER_PICTURE = 90_000 / FarmFootage.PICTURES_PER_SECOND;

    /** More than are on their way: ten seconds. */
    private static final int STAMPS = 256;

    private final AtomicLongArray sentNanos = new AtomicLongArray(STAMPS);
    private final FarmFootage footage;
    private final int camera;
    private final DelaysPerThread delays;
    private long lastNanos = System.nanoTime();
    private long pictures;
    private long marked;
    private long wrong;
    private long longestGapNanos;

    DecodedPictures(FarmFootage footage, int camera, DelaysPerThread delays) {
        this.footage = footage;
        this.camera = camera;
        this.delays = delays;
    }

    /** On its way to the decoder; the frame stays the caller's. */
    void pass(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            sentNanos.set(stamp(unit.pts()), SendStamp.sentNanos(unit));
        }
    }

    private static int stamp(long pts) {
        return Math.floorMod(pts / TICKS_PER_PICTURE, STAMPS);
    }

    void take(Picture picture) {
        long now = System.nanoTime();
        delays.mine().add(now - sentNanos.get(stamp(picture.header().pts())));
        count(now, isRight((HostPicture) picture));
    }

    private synchronized void count(long now, boolean right) {
        longestGapNanos = gapNanos(now);
        lastNanos = now;
        pictures++;
        wrong += right ? 0 : 1;
    }

    /** The one that lasts counts, too. */
    private long gapNanos(long now) {
        return Math.max(longestGapNanos, now - lastNanos);
    }

    private boolean isRight(HostPicture picture) {
        int number = PictureNumber.of(
                picture.plane(0),
                picture.format().planes().get(0).stride(),
                1,
                picture.format().width(),
                picture.format().height() / FarmFootage.BARS_PART);
        long since = picture.header().pts() / TICKS_PER_PICTURE;
        int expected = (int) ((footage.firstPicture(camera) + since) % FarmFootage.PICTURES);
        return number == FarmFootage.number(footage.clip(camera), expected);
    }

    synchronized long pictures() {
        return pictures;
    }

    /** Since the mark. */
    synchronized long newPictures() {
        return pictures - marked;
    }

    synchronized long wrong() {
        return wrong;
    }

    synchronized double longestGapMillis() {
        return gapNanos(System.nanoTime()) / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** Gaps begin now, whenever the last picture came. */
    synchronized void mark() {
        marked = pictures;
        longestGapNanos = 0;
        lastNanos = System.nanoTime();
    }
}
