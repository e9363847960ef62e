package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which methods are answered. */
final class ServerMethods {
    private static final Set<RtspMethod> READING = EnumSet.of(
            RtspMethod.OPTIONS,
            RtspMethod.DESCRIBE,
            RtspMethod.SETUP,
            RtspMethod.PLAY,
            RtspMethod.PAUSE,
            RtspMethod.GET_PARAMETER,
            RtspMethod.SET_PARAMETER,
            RtspMethod.TEARDOWN);

    /** For {@code Public} and {@code Allow}. */
    static final String NAMES = READING.stream().map(Enum::name).collect(Collectors.joining(", "));

    private ServerMethods() {}

    /** The method of that name, or {@code null} where RTSP has none. */
    static @Nullable RtspMethod find(String name) {
        for (RtspMethod method : RtspMethod.values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        return null;
    }

    static boolean isAnswered(RtspMethod method) {
        return READING.contains(method);
    }
}
