package reactor.valkka.benchmarks.analyse;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.test.PictureNumber;

import java.util.concurrent.TimeUnit;

/**
 * Looks at the pictures of one camera: does each show the number that this camera shows at that
 * time, whole, and how long after the one before does it come. Late is one that comes more than a
 * tenth of a second after the longer one of a period and a group: that says that the camera was
 * without pictures, not how old this one is.
 */
final class AnalysedPictures {

    private static final int TICKS_PER_PICTURE = 90_000 / FarmFootage.PICTURES_PER_SECOND;
    private static final int RGB_BYTES = 3;
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final FarmFootage footage;
    private final int camera;
    private final boolean keyFramesOnly;
    private final long lateAfterNanos;
    private long lastNanos;
    private volatile long pictures;
    private volatile long wrong;
    private volatile long late;

    /**
     * @param camera its number in the farm
     * @param keyFramesOnly whether pictures must be key frames
     * @param periodNanos how often one is asked for
     */
    AnalysedPictures(FarmFootage footage, int camera, boolean keyFramesOnly, long periodNanos) {
        this.footage = footage;
        this.camera = camera;
        this.keyFramesOnly = keyFramesOnly;
        long groupNanos =
                TimeUnit.SECONDS.toNanos(footage.group()) / FarmFootage.PICTURES_PER_SECOND;
        lateAfterNanos = Math.max(periodNanos, groupNanos) + LATE_NANOS;
    }

    void take(Picture picture) {
        long now = System.nanoTime();
        pictures++;
        wrong += isRight((HostPicture) picture) ? 0 : 1;
        late += lastNanos != 0 && now - lastNanos > lateAfterNanos ? 1 : 0;
        lastNanos = now;
    }

    private boolean isRight(HostPicture picture) {
        int bars = picture.format().height() / FarmFootage.BARS_PART;
        int number = PictureNumber.of(
                picture.plane(0),
                picture.format().planes().get(0).stride(),
                RGB_BYTES,
                picture.format().width(),
                bars);
        long since = picture.header().pts() / TICKS_PER_PICTURE;
        int expected = (int) ((footage.firstPicture(camera) + since) % FarmFootage.PICTURES);
        return number == FarmFootage.number(footage.clip(camera), expected)
                && (!keyFramesOnly || expected % footage.group() == 0);
    }

    /** What it has seen, for a process that tells it. */
    record Seen(long pictures, long wrong, long late) {}

    Seen seen() {
        return new Seen(pictures, wrong, late);
    }
}
