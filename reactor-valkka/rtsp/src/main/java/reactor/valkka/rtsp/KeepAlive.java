package reactor.valkka.rtsp;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * When to say that we are still there, and how.
 *
 * <p>GET_PARAMETER where the camera lists it (VLC's server wants nothing else), then OPTIONS, then
 * SET_PARAMETER where it is listed. A refusal or silence only moves on to the next: media decides
 * whether the session lives.
 */
final class KeepAlive {

    private static final int TIMEOUT_SECONDS_MAX = 60;

    private final boolean methodGiven;
    private final boolean intervalGiven;
    private List<RtspMethod> methods;
    private int current;
    private long intervalNanos;

    /**
     * Begins with what is given.
     *
     * @param method the only one to use, or {@code null} to go by what the camera lists
     * @param interval between two, or {@code null} to go by the camera's timeout
     */
    KeepAlive(@Nullable RtspMethod method, @Nullable Duration interval) {
        methodGiven = method != null;
        intervalGiven = interval != null;
        methods = List.of(method == null ? RtspMethod.OPTIONS : method);
        intervalNanos = interval == null ? intervalNanos(TIMEOUT_SECONDS_MAX) : interval.toNanos();
    }

    /** Takes in the {@code Public} header of the answer to OPTIONS. */
    void learnMethods(@Nullable String listed) {
        if (methodGiven) {
            return;
        }
        String upper = listed == null ? "" : listed.toUpperCase(Locale.ROOT);
        List<RtspMethod> known = new ArrayList<>(3);
        if (upper.contains("GET_PARAMETER")) {
            known.add(RtspMethod.GET_PARAMETER);
        }
        known.add(RtspMethod.OPTIONS);
        if (upper.contains("SET_PARAMETER")) {
            known.add(RtspMethod.SET_PARAMETER);
        }
        methods = List.copyOf(known);
        current = 0;
    }

    /** Takes in the {@code Session} header's timeout; 0 where it does not say. */
    void learnTimeout(int seconds) {
        if (seconds > 0 && !intervalGiven) {
            intervalNanos = intervalNanos(seconds);
        }
    }

    RtspMethod method() {
        return methods.get(current);
    }

    void failed() {
        current = (current + 1) % methods.size();
    }

    long intervalNanos() {
        return intervalNanos;
    }

    private static long intervalNanos(int timeoutSeconds) {
        int bounded = Math.min(timeoutSeconds, TIMEOUT_SECONDS_MAX);
        return Math.max(
                Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(bounded).toNanos() / 2);
    }
}
