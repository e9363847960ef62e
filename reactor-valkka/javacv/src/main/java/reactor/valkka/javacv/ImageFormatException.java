package reactor.valkka.javacv;

import reactor.valkka.ValkkaException;

/** An image lies in memory in a way that the other side of a bridge has no word for. */
public final class ImageFormatException extends ValkkaException {
    private static final long serialVersionUID = 1L;
    private final String wanted;
    private final String actual;

    ImageFormatException(String wanted, String actual, String advice) {
        super("Expected " + wanted + ", got " + actual + "; " + advice);
        this.wanted = wanted;
        this.actual = actual;
    }

    /** What the bridge can carry. */
    public String wanted() {
        return wanted;
    }

    /** What came. */
    public String actual() {
        return actual;
    }
}
