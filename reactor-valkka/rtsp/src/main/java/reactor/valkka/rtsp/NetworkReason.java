package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/**
 * What an error of the network says to a person. Netty puts the name of the system call before it
 * and the address behind it, which the message names anyway.
 */
final class NetworkReason {

    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");
    private static final Pattern ADDRESS = Pattern.compile(": [^ :/]*/[^ /]+:\\d+$");

    private NetworkReason() {}

    /** The reason behind a colon, or nothing where the error is mum. */
    static String of(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return "";
        }
        String reason = SYSTEM_CALL.matcher(message).replaceFirst("");
        return ": " + ADDRESS.matcher(reason).replaceFirst("");
    }
}
