package reactor.valkka.media.rtsp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The grammar of authentication headers: schemes with parameters, RFC 7235 §2.1. */
final class AuthText {

    /**
     * One scheme with its parameters, their names in lower case. Values are what stands between the
     * quotes, escapes included: that is what hashes are made of, RFC 7616 §3.3 ({@code unq}).
     */
    record Scheme(String name, Map<String, String> parameters) {}

    private final String text;
    private int at;

    private AuthText(String text) {
        this.text = text;
    }

    /** Reads all schemes; text that does not fit the grammar ends or skips a parameter. */
    static List<Scheme> schemes(String value) {
        return new AuthText(value).read();
    }

    static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** What a quoted value means. */
    static String unescape(String quoted) {
        StringBuilder out = new StringBuilder(quoted.length());
        for (int i = 0; i < quoted.length(); i++) {
            boolean escaped = quoted.charAt(i) == '\\' && i + 1 < quoted.length();
            out.append(quoted.charAt(escaped ? ++i : i));
        }
        return out.toString();
    }

    private List<Scheme> read() {
        List<Scheme> schemes = new ArrayList<>(1);
        while (skipSeparators()) {
            String token = token();
            if (token.isEmpty()) {
                at++;
                continue;
            }
            boolean spaced = skipBlanks();
            if (at < text.length() && text.charAt(at) == '=' && !schemes.isEmpty()) {
                at++;
                skipBlanks();
                Map<String, String> parameters = schemes.get(schemes.size() - 1).parameters();
                parameters.putIfAbsent(token.toLowerCase(Locale.ROOT), value());
            } else if (spaced || at >= text.length() || text.charAt(at) == ',') {
                schemes.add(new Scheme(token, new HashMap<>()));
            }
        }
        return schemes;
    }

    private boolean skipSeparators() {
        while (at < text.length() && (text.charAt(at) == ',' || isBlank(text.charAt(at)))) {
            at++;
        }
        return at < text.length();
    }

    private boolean skipBlanks() {
        int start = at;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at > start;
    }

    private String token() {
        int start = at;
        while (at < text.length() && "=,\" \t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String value() {
        if (at >= text.length() || text.charAt(at) != '"') {
            return token();
        }
        int start = ++at;
        int end = start;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
            // An escape of nothing would be one of the quotation mark when it is given back.
            end = at <= text.length() ? at : end;
        }
        at++;
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
