package reactor.valkka.media.bitstream;

import java.util.Arrays;

/**
 * Reads the short-term reference picture sets of an H.265 SPS. Only their sizes matter here, but a
 * set may be predicted from the one before it, so that its size depends on the contents of that.
 *
 * <p><b>Source:</b> ITU-T H.265 §7.3.7, §7.4.8 (equations 7-61 and 7-62).
 */
final class ShortTermPictureSets {
    private static final int PICTURES_MAX = 16;

    private final RbspReader bits;
    private int[] negative = {};
    private int[] positive = {};

    ShortTermPictureSets(RbspReader bits) {
        this.bits = bits;
    }

    /** Reads so many sets; false if they are impossible. */
    boolean read(int count) {
        for (int i = 0; i < count; i++) {
            boolean possible = i > 0 && bits.flag() ? readPredicted() : readPlain();
            if (!possible || bits.isExhausted()) {
                return false;
            }
        }
        return true;
    }

    private boolean readPlain() {
        int negatives = bits.ue();
        int positives = bits.ue();
        if (negatives > PICTURES_MAX || positives > PICTURES_MAX - negatives) {
            return false;
        }
        negative = readDeltas(negatives, -1);
        positive = readDeltas(positives, 1);
        return true;
    }

    private int[] readDeltas(int count, int sign) {
        int[] deltas = new int[count];
        int delta = 0;
        for (int i = 0; i < count; i++) {
            delta += sign * (bits.ue() + 1);
            bits.skip(1); // used_by_curr_pic_flag
            deltas[i] = delta;
        }
        return deltas;
    }

    private boolean readPredicted() {
        int sign = bits.flag() ? -1 : 1;
        int delta = sign * (bits.ue() + 1);
        int known = negative.length + positive.length;
        boolean[] taken = new boolean[known + 1];
        for (int i = 0; i <= known; i++) {
            boolean used = bits.flag();
            taken[i] = used || bits.flag(); // use_delta_flag
        }
        int[] below = predict(delta, taken, -1);
        int[] above = predict(delta, taken, 1);
        negative = below;
        positive = above;
        return below.length + above.length <= PICTURES_MAX;
    }

    /** The pictures on one side of the set, nearest first. */
    private int[] predict(int delta, boolean[] taken, int side) {
        int[] found = new int[taken.length];
        int count = 0;
        int[] far = side < 0 ? positive : negative;
        int[] near = side < 0 ? negative : positive;
        int farFrom = side < 0 ? negative.length : 0;
        int nearFrom = side < 0 ? 0 : negative.length;
        for (int i = far.length - 1; i >= 0; i--) {
            if ((far[i] + delta) * side > 0 && taken[farFrom + i]) {
                found[count++] = far[i] + delta;
            }
        }
        if (delta * side > 0 && taken[taken.length - 1]) {
            found[count++] = delta;
        }
        for (int i = 0; i < near.length; i++) {
            if ((near[i] + delta) * side > 0 && taken[nearFrom + i]) {
                found[count++] = near[i] + delta;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
