package reactor.valkka.benchmarks;

/** The slope of the straight line that fits points best, by least squares. */
public final class Slope {

    private long count;
    private double sumX;
    private double sumY;
    private double sumXx;
    private double sumXy;

    /** Adds a point. */
    public void add(double x, double y) {
        count++;
        sumX += x;
        sumY += y;
        sumXx += x * x;
        sumXy += x * y;
    }

    /** How much y grows when x grows by 1; 0 for fewer than two points. */
    public double value() {
        double spread = count * sumXx - sumX * sumX;
        return count < 2 || spread == 0 ? 0 : (count * sumXy - sumX * sumY) / spread;
    }
}
