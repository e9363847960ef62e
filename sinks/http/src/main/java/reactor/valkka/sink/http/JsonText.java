package reactor.valkka.sink.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes JSON, RFC 8259: the little of it that a page is told. */
final class JsonText {
    private final StringBuilder text = new StringBuilder(256);
    private boolean separate;

    /** Opens an object. */
    JsonText object() {
        return open('{');
    }

    /** Opens an object as the value of a key. */
    JsonText object(String key) {
        return key(key).open('{');
    }

    /** Opens an array as the value of a key. */
    JsonText array(String key) {
        return key(key).open('[');
    }

    /** Closes an object. */
    JsonText endObject() {
        return close('}');
    }

    /** Closes an array. */
    JsonText endArray() {
        return close(']');
    }

    /** Adds a text. */
    JsonText put(String key, String value) {
        key(key);
        return quoted(value);
    }

    /** Adds a whole number. */
    JsonText put(String key, long value) {
        key(key);
        text.append(value);
        separate = true;
        return this;
    }

    /** Adds a number with three decimals; what is not finite becomes null. */
    JsonText put(String key, double value) {
        key(key);
        text.append(Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "null");
        separate = true;
        return this;
    }

    private JsonText key(String key) {
        quoted(key);
        text.append(':');
        separate = false;
        return this;
    }

    private JsonText open(char bracket) {
        comma();
        text.append(bracket);
        separate = false;
        return this;
    }

    private JsonText close(char bracket) {
        text.append(bracket);
        separate = true;
        return this;
    }

    private JsonText quoted(String value) {
        comma();
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            escape(value.charAt(i));
        }
        text.append('"');
        separate = true;
        return this;
    }

    private void escape(char c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029') {
            text.append(String.format("\\u%04x", (int) c));
        } else {
            text.append(c);
        }
    }

    private void comma() {
        if (separate) {
            text.append(',');
        }
    }

    /** What was written, in UTF-8. */
    byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
