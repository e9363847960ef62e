package reactor.valkka.benchmarks.farm;

/**
 * What the farm says of itself.
 *
 * @param playing cameras that play now
 * @param sentUnits by all cameras
 * @param skippedUnits that were not sent, as the connection took no more
 * @param lateUnits that were sent more than 40 ms after their time
 */
public record FarmStatus(int playing, long sentUnits, long skippedUnits, long lateUnits) {

    /** What has been since an earlier one. */
    public FarmStatus since(FarmStatus earlier) {
        return new FarmStatus(
                playing,
                sentUnits - earlier.sentUnits,
                skippedUnits - earlier.skippedUnits,
                lateUnits - earlier.lateUnits);
    }

    String line() {
        return playing + " " + sentUnits + " " + skippedUnits + " " + lateUnits;
    }

    static FarmStatus parse(String line) {
        String[] figures = line.split(" ", -1);
        return new FarmStatus(
                Integer.parseInt(figures[0]),
                Long.parseLong(figures[1]),
                Long.parseLong(figures[2]),
                Long.parseLong(figures[3]));
    }
}
