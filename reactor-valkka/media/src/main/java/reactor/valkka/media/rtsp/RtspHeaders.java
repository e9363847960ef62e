package reactor.valkka.media.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The header lines of a message, in order; names compare without regard to case.
 *
 * <p>Immutable. A value may not contain a line break, so nobody's input can add a header.
 */
public final class RtspHeaders {

    private static final RtspHeaders EMPTY = new RtspHeaders(List.of());

    /** One line. */
    record Line(String name, String value) {}

    private final List<Line> lines;

    private RtspHeaders(List<Line> lines) {
        this.lines = lines;
    }

    /** The lines in order. */
    List<Line> lines() {
        return lines;
    }

    /**
     * No headers at all.
     *
     * @return the empty headers
     */
    public static RtspHeaders empty() {
        return EMPTY;
    }

    static RtspHeaders of(List<Line> lines) {
        return lines.isEmpty() ? EMPTY : new RtspHeaders(List.copyOf(lines));
    }

    /**
     * The value of the first header of that name.
     *
     * @param name the header's name, in any case
     * @return the value, or {@code null} where there is none
     */
    public @Nullable String first(String name) {
        for (Line line : lines) {
            if (line.name.equalsIgnoreCase(name)) {
                return line.value;
            }
        }
        return null;
    }

    /**
     * The values of all headers of that name, in order.
     *
     * @param name the header's name, in any case
     * @return the values
     */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(2);
        for (Line line : lines) {
            if (line.name.equalsIgnoreCase(name)) {
                values.add(line.value);
            }
        }
        return values;
    }

    /**
     * A copy with one more header at the end.
     *
     * @param name the header's name
     * @param value its value, without line breaks
     * @return the longer headers
     */
    public RtspHeaders plus(String name, String value) {
        List<Line> longer = new ArrayList<>(lines.size() + 1);
        longer.addAll(lines);
        longer.add(checked(name, value));
        return new RtspHeaders(List.copyOf(longer));
    }

    /**
     * A copy in which this is the only header of its name.
     *
     * @param name the header's name
     * @param value its value, without line breaks
     * @return the changed headers
     */
    public RtspHeaders with(String name, String value) {
        List<Line> changed = new ArrayList<>(lines);
        changed.removeIf(line -> line.name.equalsIgnoreCase(name));
        changed.add(checked(name, value));
        return new RtspHeaders(List.copyOf(changed));
    }

    /**
     * A copy without the headers of that name.
     *
     * @param name the header's name, in any case
     * @return the changed headers
     */
    public RtspHeaders without(String name) {
        return of(
                lines.stream().filter(line -> !line.name.equalsIgnoreCase(name)).toList());
    }

    /**
     * How many lines there are.
     *
     * @return the number of header lines
     */
    public int size() {
        return lines.size();
    }

    void print(StringBuilder out) {
        for (Line line : lines) {
            out.append(line.name).append(": ").append(line.value).append("\r\n");
        }
    }

    private static Line checked(String name, String value) {
        if (hasBreak(name) || hasBreak(value)) {
            throw new IllegalArgumentException("line break in RTSP header " + name.strip());
        }
        return new Line(name, value);
    }

    private static boolean hasBreak(String text) {
        return text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RtspHeaders that && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(lines);
    }

    /** Shows names only for the headers that carry secrets. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("{");
        for (Line line : lines) {
            boolean secret = line.name.equalsIgnoreCase("Authorization");
            out.append(out.length() > 1 ? ", " : "").append(line.name).append(": ");
            out.append(secret ? "***" : line.value);
        }
        return out.append('}').toString();
    }
}
