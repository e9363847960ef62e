package reactor.valkka.fuzz;

/** Takes an input apart, from its beginning. */
final class Inputs {
    private final byte[] input;
    private int at;

    Inputs(byte[] input) {
        this.input = input;
    }

    boolean hasMore() {
        return at < input.length;
    }

    /** The next byte, 0 behind the end. */
    int next() {
        return at < input.length ? input[at++] & 0xFF : 0;
    }

    /** So many bytes, or as many as there are. */
    byte[] next(int length) {
        byte[] taken = new byte[Math.min(length, input.length - at)];
        System.arraycopy(input, at, taken, 0, taken.length);
        at += taken.length;
        return taken;
    }
}
