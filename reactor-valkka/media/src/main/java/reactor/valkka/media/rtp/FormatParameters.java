package reactor.valkka.media.rtp;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parameters of a payload format, as the {@code a=fmtp} line of a description has them; names
 * in lower case.
 *
 * @param values name to value, in order
 */
public record FormatParameters(Map<String, String> values) {

    private static final int SETS_MAX = 16;
    private static final int ENTRIES_MAX = 64;

    /** Takes a copy that keeps the order. */
    public FormatParameters {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Reads {@code name=value} pairs with semicolons between; a value may be missing. */
    public static FormatParameters parse(String parameters) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : parameters.split(";", -1)) {
            String parameter = part.strip();
            int equals = parameter.indexOf('=');
            if (!parameter.isEmpty()) {
                String name = equals < 0 ? parameter : parameter.substring(0, equals);
                String value = equals < 0 ? "" : parameter.substring(equals + 1);
                values.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), value.strip());
            }
        }
        return new FormatParameters(values);
    }

    /** The parameters as a line has them: {@code name=value} with semicolons between. */
    public String print() {
        StringBuilder out = new StringBuilder();
        values.forEach((name, value) -> {
            out.append(out.isEmpty() ? "" : "; ").append(name);
            out.append(value.isEmpty() ? "" : "=").append(value);
        });
        return out.toString();
    }

    /**
     * One parameter.
     *
     * @param name the name in lower case
     * @return the value, or {@code null}
     */
    public @Nullable String value(String name) {
        return values.get(name);
    }

    /**
     * The parameter sets that a base64 list carries: {@code sprop-parameter-sets} of H.264, or
     * {@code sprop-vps}, {@code sprop-sps}, {@code sprop-pps} of H.265.
     *
     * <p>Start codes in front of a NAL unit are taken off, two NAL units in one entry are
     * separated, entries that are empty or no base64 are left out (V380, CostarHD and many without
     * a name).
     *
     * @param name the parameter's name in lower case
     * @return the NAL units without start codes
     */
    public List<byte[]> parameterSets(String name) {
        List<byte[]> sets = new ArrayList<>(2);
        String list = value(name);
        if (list != null) {
            for (String entry : list.replace("\"", "").split(",", ENTRIES_MAX)) {
                byte[] bytes = decode(entry.strip());
                if (sets.size() < SETS_MAX) {
                    split(bytes, sets);
                }
            }
        }
        return sets;
    }

    private static byte[] decode(String entry) {
        int end = entry.length();
        while (end > 0 && entry.charAt(end - 1) == '=') {
            end--;
        }
        try {
            return Base64.getDecoder().decode(entry.substring(0, end));
        } catch (IllegalArgumentException noBase64) {
            return new byte[0];
        }
    }

    private static void split(byte[] bytes, List<byte[]> sets) {
        int start = 0;
        for (int i = 0; i + 3 <= bytes.length; i++) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
                add(bytes, start, i, sets);
                start = i + 3;
                i += 2;
            }
        }
        add(bytes, start, bytes.length, sets);
    }

    private static void add(byte[] bytes, int start, int end, List<byte[]> sets) {
        int last = end;
        while (last > start && bytes[last - 1] == 0) {
            last--;
        }
        if (last > start) {
            byte[] set = new byte[last - start];
            System.arraycopy(bytes, start, set, 0, set.length);
            sets.add(set);
        }
    }
}
