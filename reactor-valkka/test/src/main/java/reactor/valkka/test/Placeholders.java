package reactor.valkka.test;

import java.util.LinkedHashMap;
import java.util.Map;

/** The names in braces that a {@link CameraScript} may use in its texts. */
final class Placeholders {

    private final Map<String, String> values = new LinkedHashMap<>();

    Placeholders set(String name, String value) {
        values.put('{' + name + '}', value);
        return this;
    }

    /** The text with the names that are known replaced. */
    String fill(String text) {
        String filled = text;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            filled = filled.replace(entry.getKey(), entry.getValue());
        }
        return filled;
    }

    /** The same with each line end as CR LF. */
    String fillLines(String text) {
        return fill(text).replace("\r\n", "\n").replace("\n", "\r\n");
    }
}
