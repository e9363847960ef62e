package reactor.valkka.benchmarks.measure;

import reactor.valkka.ValkkaException;

import java.time.Duration;

/** A process of a measurement said nothing for too long, and was ended. */
public final class NoAnswerException extends ValkkaException {

    private static final long serialVersionUID = 1L;

    /**
     * @param program the process
     * @param asked what it was to do
     * @param waited how long
     */
    public NoAnswerException(String program, String asked, Duration waited) {
        super(program + " was asked " + asked + ", gave no answer for " + waited.toSeconds()
                + " s, and was ended");
    }
}
