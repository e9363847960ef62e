package reactor.valkka.rtsp;

import reactor.valkka.media.rtsp.Authenticator.Verdict;

/** The camera did not accept who we say we are. Trying again soon may lock the account. */
public final class RtspAuthenticationException extends RtspException {

    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    /**
     * Creates the error.
     *
     * @param verdict why
     * @param stage where the session stood
     * @param peer host and port of the camera
     */
    public RtspAuthenticationException(Verdict verdict, Stage stage, String peer) {
        super(sentence(verdict), stage, peer, null);
        this.verdict = verdict;
    }

    private static String sentence(Verdict verdict) {
        return switch (verdict) {
            case MISSING -> "the camera asks for user and password and none are given";
            case UNSUPPORTED -> "the camera asks for credentials in no way that is known";
            default -> "user or password refused";
        };
    }

    /** Why. */
    public Verdict verdict() {
        return verdict;
    }
}
