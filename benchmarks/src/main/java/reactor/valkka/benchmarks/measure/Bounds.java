package reactor.valkka.benchmarks.measure;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What may be asked of a measurement: it is refused before anything is measured otherwise.
 *
 * @param measurement whose options they are
 */
public record Bounds(CommandSpec measurement) {

    /**
     * Looks whether an option is within its bounds.
     *
     * @throws ParameterException if it is not
     */
    public void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw refusal(option + " must be " + least + " to " + most + ", got " + value);
        }
    }

    /** To be thrown where something else is asked for than there is. */
    public ParameterException refusal(String complaint) {
        return new ParameterException(measurement.commandLine(), complaint);
    }
}
