package reactor.valkka.rtsp;

/** What a status other than success means for who asked. */
public enum Refusal {
    /** The camera has no such stream, or not any more: 404, 410. */
    NOT_FOUND(""),
    /** These credentials may not see the stream: 401, 403. */
    FORBIDDEN(""),
    /**
     * The camera serves as many as it can, or has no time: 453, 503. It may pass by itself.
     */
    BUSY(""),
    /** The camera has forgotten the session: 454. A new one may do. */
    SESSION_LOST("the camera does not know the session any more"),
    /** The camera does none of the transports that it was asked for: 461. */
    TRANSPORT("the camera does none of the transports that were asked for"),
    /** The camera says that its stream is elsewhere, and we do not go there: 3xx. */
    MOVED(""),
    /** The camera does not do what was asked for: 405, 501, 505, 551. */
    UNSUPPORTED(""),
    /** Anything else. */
    OTHER("");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    /** The meaning of a status. */
    public static Refusal of(int status) {
        return switch (status) {
            case 404, 410 -> NOT_FOUND;
            case 401, 403 -> FORBIDDEN;
            case 453, 503 -> BUSY;
            case 454 -> SESSION_LOST;
            case 461 -> TRANSPORT;
            case 405, 501, 505, 551 -> UNSUPPORTED;
            default -> status >= 300 && status < 400 ? MOVED : OTHER;
        };
    }

    /** What a message adds to the status, or nothing where the status says it. */
    String explained(int status) {
        String more = status == 453 ? "the camera allows no more sessions" : sentence;
        return more.isEmpty() ? "" : ": " + more;
    }
}
