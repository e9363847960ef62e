package reactor.valkka.benchmarks;

import reactor.valkka.frame.AccessUnit;
import reactor.valkka.frame.EncodedFrame;
import reactor.valkka.test.CheckedVideo;

/**
 * Looks at the units of one camera as a decoder would meet them: which are missing, and which would
 * become a damaged picture: wrong bytes, or a unit whose predecessor did not come although it is no
 * key frame.
 *
 * <p><b>Threads:</b> one writes; any may read.
 */
final class UnitCheck {

    private static final int NONE = -1;

    private final CheckedVideo video;
    private int last = NONE;
    private volatile long shown;
    private volatile long missing;
    private volatile long damaged;
    private volatile long breaks;

    UnitCheck(CheckedVideo video) {
        this.video = video;
    }

    /** Takes the next frame; it stays the caller's. */
    void take(EncodedFrame frame) {
        if (frame instanceof AccessUnit unit) {
            unit(unit);
        } else if (last != NONE) {
            breaks++;
        }
    }

    private void unit(AccessUnit unit) {
        int number = video.check(unit);
        shown++;
        if (number == CheckedVideo.DAMAGED) {
            damaged++;
            last = NONE;
            return;
        }
        if (number != last + 1 && !unit.isKeyFrame()) {
            damaged++;
        }
        if (last != NONE && number > last + 1) {
            missing += number - last - 1L;
        }
        last = number;
    }

    /** Units that came. */
    long shown() {
        return shown;
    }

    /** Units that did not come between others that did. */
    long missing() {
        return missing;
    }

    /** Units that would have become damaged pictures. */
    long damaged() {
        return damaged;
    }

    /** Setups behind units: connections that broke, or sources and sizes that changed. */
    long breaks() {
        return breaks;
    }
}
