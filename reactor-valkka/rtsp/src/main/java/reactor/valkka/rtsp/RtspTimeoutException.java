package reactor.valkka.rtsp;

import java.time.Duration;

/** A stage took longer than its deadline; in {@link Stage#PLAYING}: the media stopped coming. */
public final class RtspTimeoutException extends RtspException {

    private static final long serialVersionUID = 1L;

    private static final int OK = 200;

    private final Duration deadline;
    private final int lastStatus;

    /**
     * Creates the error.
     *
     * @param stage the stage that took too long
     * @param deadline how long it was allowed to take
     * @param peer host and port of the camera
     * @param lastStatus status of the camera's last answer, 0 where it never answered
     */
    public RtspTimeoutException(Stage stage, Duration deadline, String peer, int lastStatus) {
        super(message(stage, deadline, lastStatus), stage, peer, null);
        this.deadline = deadline;
        this.lastStatus = lastStatus;
    }

    /**
     * Creates the error of a session in which nobody is asked for anything.
     *
     * @param stage the stage that took too long
     * @param deadline how long it was allowed to take
     * @param peer what was listened to
     */
    public RtspTimeoutException(Stage stage, Duration deadline, String peer) {
        super(message(stage, deadline), stage, peer, null);
        this.deadline = deadline;
        lastStatus = 0;
    }

    private static String message(Stage stage, Duration deadline) {
        String what = switch (stage) {
            case FIRST_PACKET -> "no packet came within ";
            case FIRST_KEY_FRAME -> "packets came, but no key frame within ";
            case PLAYING -> "no packet for ";
            default -> "not done after ";
        };
        return what + deadline.toMillis() + " ms";
    }

    private static String message(Stage stage, Duration deadline, int lastStatus) {
        String what = switch (stage) {
            case RESOLVE -> "the name was not found within ";
            case CONNECT -> "no connection within ";
            case DESCRIBE -> "no description within ";
            case SETUP -> "not set up within ";
            case PLAY -> "PLAY was not granted within ";
            case FIRST_PACKET -> "no packet came within ";
            case FIRST_KEY_FRAME -> "no key frame came within ";
            case PLAYING -> "no packet for ";
        };
        return what + seconds(deadline) + answered(stage, lastStatus);
    }

    private static String seconds(Duration deadline) {
        long millis = deadline.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    private static String answered(Stage stage, int lastStatus) {
        if (stage.compareTo(Stage.DESCRIBE) < 0 || lastStatus == OK) {
            return "";
        }
        return lastStatus == 0
                ? ", the camera never answered"
                : ", the last answer was " + lastStatus;
    }

    /** How long the stage was allowed to take. */
    public Duration deadline() {
        return deadline;
    }

    /** Status of the camera's last answer, 0 where it never answered. */
    public int lastStatus() {
        return lastStatus;
    }
}
