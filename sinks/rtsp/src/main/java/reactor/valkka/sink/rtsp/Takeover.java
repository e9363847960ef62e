package reactor.valkka.sink.rtsp;

/** What becomes of a second publisher to the same path. */
public enum Takeover {
    /** It is refused with 403 while the first one is there. */
    REFUSE,
    /** It takes over: the first one's session ends. */
    REPLACE
}
