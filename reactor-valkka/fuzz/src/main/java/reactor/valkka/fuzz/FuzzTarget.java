package reactor.valkka.fuzz;

/**
 * One parser, given any bytes. It must come back, with no exception but those that its
 * documentation names, which the target itself catches.
 */
@FunctionalInterface
interface FuzzTarget {

    /** Takes an input; throws where something is wrong. */
    void run(byte[] input);

    /** What an input deserves to have allocated. */
    default long bytesMax(byte[] input) {
        return BoundedTarget.bytesMax(input.length);
    }
}
