package reactor.valkka.benchmarks.measure;

/** A program that is measured, known by what people call it. */
public interface Titled {

    /** What it is called. */
    String title();
}
