package reactor.valkka.benchmarks.decodeall;

import reactor.valkka.benchmarks.farm.FarmFootage;
import reactor.valkka.benchmarks.measure.Delays;
import reactor.valkka.benchmarks.measure.DelaysPerThread;
import reactor.valkka.frame.HostPicture;
import reactor.valkka.frame.Picture;
import reactor.valkka.test.PictureNumber;

import java.util.concurrent.TimeUnit;

/** Looks at the decoded pictures of one camera: which they are, how old, how far apart. */
final class DecodedPictures {

    private static final int TICKS_PER_PICTURE = 90_000 / FarmFootage.PICTURES_PER_SECOND;

    private final FarmFootage footage;
    private final int camera;
    private final DelaysPerThread delays;
    private long lastNanos;
    private volatile long pictures;
    private volatile long wrong;
    private volatile long longestGapNanos;

    DecodedPictures(FarmFootage footage, int camera, DelaysPerThread delays) {
        this.footage = footage;
        this.camera = camera;
        this.delays = delays;
    }

    void take(Picture picture) {
        long now = System.nanoTime();
        Delays mine = delays.mine();
        mine.add(now - picture.header().firstArrivalNanos());
        wrong += isRight((HostPicture) picture) ? 0 : 1;
        if (lastNanos != 0) {
            longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
        }
        lastNanos = now;
        pictures++;
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

    long pictures() {
        return pictures;
    }

    long wrong() {
        return wrong;
    }

    double longestGapMillis() {
        return longestGapNanos / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** Gaps begin anew; a picture that is under way may still add the one before. */
    void mark() {
        longestGapNanos = 0;
    }
}
