package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

/**
 * Takes credentials out of messages that JavaCV wrote: they quote the address they were given. All
 * from the first {@code ://} to the last {@code @} goes, since a password may contain anything.
 */
final class Redaction {
    private static final String AUTHORITY = "://";

    private Redaction() {}

    static String message(Throwable error) {
        String message = error.getMessage();
        return hide(message == null ? error.getClass().getSimpleName() : message);
    }

    /** The error itself if it and its causes say nothing secret, else none. */
    static @Nullable Throwable cause(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null && !hide(message).equals(message)) {
                return null;
            }
        }
        return error;
    }

    private static String hide(String text) {
        int from = text.indexOf(AUTHORITY);
        int to = text.lastIndexOf('@');
        return from < 0 || to < from
                ? text
                : text.substring(0, from) + AUTHORITY + "***" + text.substring(to);
    }
}
