package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.util.regex.Pattern;

/**
 * What an error of the network says to a person. Netty puts the name of the system call before it
 * and the address behind it, which the message names anyway.
 */
final class NetworkReason {

    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed( with error\\(-?\\d+\\))?: ");
    private static final Pattern ADDRESS = Pattern.compile(": [^ :/]*/[^ /]+:\\d+$");

    private static final int CAUSES_MAX = 16;

    private NetworkReason() {}

    /** The reason behind a colon, or nothing where the error is mum. */
    static String of(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return "";
        }
        if (cause instanceof UnknownHostException) {
            return ": nobody knows a host of that name";
        }
        if (isUnsigned(cause)) {
            return ": nobody whom we trust has signed its certificate";
        }
        String reason = SYSTEM_CALL.matcher(message).replaceFirst("");
        return ": " + ADDRESS.matcher(reason).replaceFirst("");
    }

    private static boolean isUnsigned(@Nullable Throwable cause) {
        Throwable behind = cause;
        for (int depth = 0; behind != null && depth < CAUSES_MAX; depth++) {
            if (behind instanceof CertPathBuilderException) {
                return true;
            }
            behind = behind.getCause();
        }
        return false;
    }
}
