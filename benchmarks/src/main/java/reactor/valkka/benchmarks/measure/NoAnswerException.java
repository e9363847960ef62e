package reactor.valkka.benchmarks.measure;

import reactor.valkka.ValkkaException;

import java.time.Duration;

/** A process of a measurement said nothing for too long, and was ended. */
public final class NoAnswerException extends ValkkaException {

    private static final long serialVersionUID = 1L;

    private final String program;
    private final String asked;
    private final Duration waited;

    /**
     * @param program the process
     * @param asked what it was to do
     * @param waited how long
     */
    public NoAnswerException(String program, String asked, Duration waited) {
        super(program + " was asked " + asked + ", gave no answer for " + waited.toSeconds()
                + " s, and was ended");
        this.program = program;
        this.asked = asked;
        this.waited = waited;
    }

    /** The process. */
    public String program() {
        return program;
    }

    /** What it was to do. */
    public String asked() {
        return asked;
    }

    /** How long it had time. */
    public Duration waited() {
        return waited;
    }
}
