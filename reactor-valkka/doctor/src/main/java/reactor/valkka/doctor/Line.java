package reactor.valkka.doctor;

/** The straight line that fits best to points that come one by one, by least squares. */
final class Line {

    private long count;
    private double meanX;
    private double meanY;
    private double squaresX;
    private double squaresY;
    private double products;

    /** Adds a point; sums are kept about the mean, so that none grows beyond precision. */
    void add(double x, double y) {
        count++;
        double fromX = x - meanX;
        double fromY = y - meanY;
        meanX += fromX / count;
        meanY += fromY / count;
        squaresX += fromX * (x - meanX);
        squaresY += fromY * (y - meanY);
        products += fromX * (y - meanY);
    }

    /** How much y grows with x; NaN where that cannot be said yet. */
    double slope() {
        return count < 3 || squaresX <= 0 ? Double.NaN : products / squaresX;
    }

    /** One standard error of the slope. */
    double slopeError() {
        double rest = Math.max(0, squaresY - slope() * products);
        return Math.sqrt(rest / (count - 2) / squaresX);
    }
}
