package reactor.valkka.javacv;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * Takes credentials out of messages that JavaCV wrote: they quote the address they were given. All
 * from the first {@code ://} to the last {@code @} goes, since a password may contain anything.
 */
final class Redaction {
    private static final Pattern CREDENTIALS = Pattern.compile("://.*@", Pattern.DOTALL);

    private Redaction() {}

    static String message(Throwable error) {
        String message = error.getMessage();
        return CREDENTIALS
                .matcher(message == null ? error.getClass().getSimpleName() : message)
                .replaceAll("://***@");
    }

    /** The error itself if it and its causes say nothing secret, else none. */
    static @Nullable Throwable cause(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null && CREDENTIALS.matcher(message).find()) {
                return null;
            }
        }
        return error;
    }
}
