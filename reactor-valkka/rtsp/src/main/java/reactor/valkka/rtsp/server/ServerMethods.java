package reactor.valkka.rtsp.server;

import org.jspecify.annotations.Nullable;

import reactor.valkka.media.rtsp.RtspMethod;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which methods are answered. */
final class ServerMethods {
    private static final Set<RtspMethod> ANSWERED = EnumSet.of(
            RtspMethod.OPTIONS,
            RtspMethod.DESCRIBE,
            RtspMethod.ANNOUNCE,
            RtspMethod.SETUP,
            RtspMethod.PLAY,
            RtspMethod.RECORD,
            RtspMethod.PAUSE,
            RtspMethod.GET_PARAMETER,
            RtspMethod.SET_PARAMETER,
            RtspMethod.TEARDOWN);

    /** For {@code Public} and {@code Allow}. */
    static final String NAMES = names(method -> true);

    /** The same for a path that nobody may publish to. */
    static final String READING_NAMES =
            names(method -> method != RtspMethod.ANNOUNCE && method != RtspMethod.RECORD);

    private ServerMethods() {}

    private static String names(Predicate<RtspMethod> wanted) {
        return ANSWERED.stream().filter(wanted).map(Enum::name).collect(Collectors.joining(", "));
    }

    /** The method of that name, or {@code null} where RTSP has none. */
    static @Nullable RtspMethod find(String name) {
        for (RtspMethod method : RtspMethod.values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        return null;
    }

    /**
     * Whether it is answered only to those who may see the mount.
     *
     * @param ofOther whether it is about a session of another connection
     */
    static boolean needsProof(RtspMethod method, boolean ofOther) {
        return switch (method) {
            case DESCRIBE, SETUP, PLAY -> true;
            case OPTIONS -> false;
            default -> ofOther;
        };
    }

    static boolean isAnswered(RtspMethod method) {
        return ANSWERED.contains(method);
    }
}
