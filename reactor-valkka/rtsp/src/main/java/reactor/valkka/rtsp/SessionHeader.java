package reactor.valkka.rtsp;

import java.util.Locale;

/**
 * The {@code Session} header, RFC 2326 §12.37.
 *
 * @param id the session's identifier
 * @param timeoutSeconds after which silence the server ends the session; 0 where it does not say
 */
record SessionHeader(String id, int timeoutSeconds) {

    static SessionHeader parse(String value) {
        String[] parts = value.split(";", -1);
        int seconds = 0;
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip().toLowerCase(Locale.ROOT);
            if (part.startsWith("timeout")) {
                seconds = number(part.substring(part.indexOf('=') + 1).strip());
            }
        }
        return new SessionHeader(parts[0].strip(), seconds);
    }

    private static int number(String digits) {
        try {
            return Math.max(0, Integer.parseInt(digits));
        } catch (NumberFormatException noNumber) {
            return 0;
        }
    }
}
