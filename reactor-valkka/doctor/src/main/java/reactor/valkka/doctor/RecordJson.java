package reactor.valkka.doctor;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Writes records as JSON, RFC 8259: each component under its own name, so that reports for programs
 * and for people cannot part ways. Durations become seconds, with that word behind the name;
 * enumerations and everything else become text. Nothing but
 * ASCII is written, so that no locale can spoil it.
 */
final class RecordJson {

    private static final double NANOS_PER_SECOND = 1e9;

    private final StringBuilder out = new StringBuilder(2_048);
    private int depth;

    private RecordJson() {}

    /** The record as a JSON object, with further members in front of its own. */
    static String write(Record value, String... membersInFront) {
        RecordJson json = new RecordJson();
        json.object(value, membersInFront);
        return json.out.append('\n').toString();
    }

    private void object(Record value, String... membersInFront) {
        out.append('{');
        depth++;
        boolean first = true;
        for (int i = 0; i < membersInFront.length; i += 2) {
            first = member(first, membersInFront[i], membersInFront[i + 1]);
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            first = member(first, component.getName(), valueOf(component, value));
        }
        depth--;
        newLine(!first);
        out.append('}');
    }

    private boolean member(boolean first, String name, @Nullable Object value) {
        if (!first) {
            out.append(',');
        }
        newLine(true);
        quoted(value instanceof Duration ? name + "Seconds" : name);
        out.append(": ");
        value(value);
        return false;
    }

    private static @Nullable Object valueOf(RecordComponent component, Record value) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("record without readable component " + component, e);
        }
    }

    private void value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof Duration duration) {
            number(duration.toNanos() / NANOS_PER_SECOND);
        } else if (value instanceof Double || value instanceof Float) {
            number(((Number) value).doubleValue());
        } else if (value instanceof Number) {
            out.append(value);
        } else if (value instanceof Record nested) {
            object(nested);
        } else if (value instanceof List<?> list) {
            array(list);
        } else {
            quoted(value instanceof Enum<?> named ? named.name() : value.toString());
        }
    }

    private void array(List<?> list) {
        out.append('[');
        depth++;
        boolean first = true;
        for (Object element : list) {
            if (!first) {
                out.append(',');
            }
            first = false;
            newLine(true);
            value(element);
        }
        depth--;
        newLine(!first);
        out.append(']');
    }

    private void number(double value) {
        String text = Double.isFinite(value) ? String.format(Locale.ROOT, "%.6f", value) : "null";
        String bare = text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
        out.append(bare.equals("-0") ? "0" : bare);
    }

    private void newLine(boolean wanted) {
        if (wanted) {
            out.append('\n').append("  ".repeat(depth));
        }
    }

    private void quoted(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
