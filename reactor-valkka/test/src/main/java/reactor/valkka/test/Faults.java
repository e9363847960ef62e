package reactor.valkka.test;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * What goes wrong with media on its way, by chance and by plan. The same seed gives the same
 * faults. Immutable: each setter returns new faults.
 *
 * <pre>{@code
 * CameraScript.usual().faults(Faults.seeded(17).loss(0.01).reordering(0.02, 4))
 * }</pre>
 *
 * <p>Loss, duplicates, reordering and delays are those of a {@link LossyLink}. A
 * {@link FakeCamera} has one for each track; over TCP it only loses packets, as a camera does whose
 * buffer is full. The other faults are made by the camera itself.
 */
public final class Faults implements Cloneable {

    /** What the marker bit says. */
    public enum Marker {
        /** The last packet of a unit, as it should. */
        LAST,
        /** Nothing, as with FLIR M400. */
        NEVER,
        /** Nothing: it is set on each packet. */
        ALWAYS
    }

    long seed;
    double loss;
    int lossBurst = 1;
    double duplicates;
    double reordering;
    int reorderingDepth = 1;
    double delays;
    Duration delayMax = Duration.ZERO;
    Marker marker = Marker.LAST;
    int sourceChangesEvery;
    int sizeChangesEvery;
    int timestampJumpsAt;
    Duration timestampJump = Duration.ZERO;
    int clockJumpsAt;
    Duration clockJump = Duration.ZERO;
    double clockDrift;

    private Faults(long seed) {
        this.seed = seed;
    }

    /** None at all. */
    public static Faults none() {
        return new Faults(0);
    }

    /** None yet; those that are added go by this seed. */
    public static Faults seeded(long seed) {
        return new Faults(seed);
    }

    private Faults with(Consumer<Faults> change) {
        try {
            Faults copy = (Faults) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loses packets, each with this probability. */
    public Faults loss(double probability) {
        return loss(probability, 1);
    }

    /** Loses so many packets in a row; each packet begins such a loss with this probability. */
    public Faults loss(double probability, int packets) {
        return with(faults -> {
            faults.loss = probability(probability);
            faults.lossBurst = positive(packets);
        });
    }

    /** Delivers packets twice, each with this probability. */
    public Faults duplicates(double probability) {
        return with(faults -> faults.duplicates = probability(probability));
    }

    /** Delivers packets, each with this probability, behind 1 to {@code depth} later ones. */
    public Faults reordering(double probability, int depth) {
        return with(faults -> {
            faults.reordering = probability(probability);
            faults.reorderingDepth = positive(depth);
        });
    }

    /** Delivers packets late, each with this probability; others overtake them. */
    public Faults delays(double probability, Duration longest) {
        return with(faults -> {
            faults.delays = probability(probability);
            faults.delayMax = longest;
        });
    }

    /** Uses the marker bit in another way. */
    public Faults marker(Marker value) {
        return with(faults -> faults.marker = value);
    }

    /** Takes another synchronization source, and sequence numbers, after so many units. */
    public Faults sourceChangesEvery(int units) {
        return with(faults -> faults.sourceChangesEvery = positive(units));
    }

    /**
     * Announces another picture size at the first key frame after each run of so many units, and
     * the old one again after the next run. For video without pictures: slices stay as they are.
     */
    public Faults sizeChangesEvery(int units) {
        return with(faults -> faults.sizeChangesEvery = positive(units));
    }

    /** Lets timestamps jump at a unit, forward or back, while units come as before. */
    public Faults timestampJump(int unit, Duration by) {
        return with(faults -> {
            faults.timestampJumpsAt = positive(unit);
            faults.timestampJump = by;
        });
    }

    /** Sets the wall clock of sender reports at a unit, forward or back. */
    public Faults clockJump(int unit, Duration by) {
        return with(faults -> {
            faults.clockJumpsAt = positive(unit);
            faults.clockJump = by;
        });
    }

    /** Lets the wall clock of sender reports run fast, or slow, by so many parts in a million. */
    public Faults clockDrift(double partsPerMillion) {
        return with(faults -> faults.clockDrift = partsPerMillion);
    }

    /** The same faults by another seed, as for another camera. */
    public Faults seed(long value) {
        return with(faults -> faults.seed = value);
    }

    /** What is left over TCP. */
    Faults lossOnly() {
        return with(faults -> {
            faults.duplicates = 0;
            faults.reordering = 0;
            faults.delays = 0;
        });
    }

    private static double probability(double value) {
        if (value < 0 || value > 1) {
            throw new IllegalArgumentException("a probability is 0 to 1, got " + value);
        }
        return value;
    }

    private static int positive(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("expected at least 1, got " + value);
        }
        return value;
    }
}
