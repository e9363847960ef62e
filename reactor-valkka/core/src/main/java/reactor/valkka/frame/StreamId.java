package reactor.valkka.frame;

import java.util.Objects;

/**
 * Names a stream, in logs, counters and messages, on this machine and on others.
 *
 * @param name never blank; never contains credentials
 */
public record StreamId(String name) {

    /** Checks the name. */
    public StreamId {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("A stream needs a name, got a blank one");
        }
    }

    /** A stream with a name. */
    public static StreamId of(String name) {
        return new StreamId(name);
    }

    /** A stream with a number; its name is the number. */
    public static StreamId of(int number) {
        return new StreamId(Integer.toString(number));
    }

    @Override
    public String toString() {
        return name;
    }
}
