package reactor.valkka.sink.rtsp;

/** Why a session is over. */
enum SessionEnd {
    /** The client asked for it. */
    TEARDOWN,
    /** The connection that it went through is gone. */
    CONNECTION_LOST,
    /** No sign of life came. */
    TIMED_OUT,
    /** The stream came to its end, or has other tracks now, or the mount was taken away. */
    STREAM_OVER,
    /** The reader never caught up. */
    TOO_SLOW,
    /** The same client asked for packets at the same port in another session. */
    REPLACED
}
