package reactor.valkka.rtsp;

/** What becomes of a camera's word that its stream is elsewhere (status 301, 302, 303, 305). */
public enum RedirectPolicy {
    /**
     * Go there. Another host, port or scheme gets no credentials but those that its address
     * carries. The default.
     */
    DEFAULT,
    /** Go there with our credentials, as within a cluster of recorders that share their users. */
    WITH_CREDENTIALS,
    /** Do not go there: the status is the error. */
    REFUSE
}
